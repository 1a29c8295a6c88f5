package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Chooses in the console's forms, as a browser asks for what there is to choose from.
@RollcallTest
class ChoicePagesTests {

    private final String some = UUID.randomUUID().toString();
    private final String organization = "org_" + some;

    @Autowired
    private RollcallClient client;
    private ConsoleClient browser;

    @BeforeEach
    void signIn(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
    }

    private String body(String path) {
        Answer answer = browser.get(path);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.http().body();
    }

    /// {@return what a field suggests: values and what they are called}
    private List<String> choices(String kind, String query) {
        return Pattern.compile("<option value=\"([^\"]*)\">([^<]*)</option>")
                .matcher(body("/console/choices/" + kind + "?" + query)).results()
                .map(option -> option.group(1) + ": " + option.group(2)).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void group(String id, String name, String organization) {
        client.deliver(ScalekitEvents.groupCreated(id).in(organization).displayName(name));
    }

    @Test
    void findsOrganizationsByAnyPartOfTheirNamesAndIds() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Lantern & Loom " + some));

        for (String typed : List.of("loom " + some, organization.toUpperCase(), some)) {
            assertThat(choices("organizations", "organization_id=" + encoded(typed)))
                    .containsExactly(organization + ": Lantern &amp; Loom " + some);
        }
        assertThat(choices("organizations", "organization_id=%25" + some)).isEmpty();
        assertThat(choices("organizations", "")).isNotEmpty();
    }

    @Test
    void findsDirectoriesAndGroupsOfTheOrganizationThatIsChosen() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Loom"));
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + some).in(organization));
        group("dirgroup_" + some, "Weavers " + some, organization);
        group("dirgroup_2" + some, "Weavers " + some, organization + "2");

        assertThat(choices("directories", "organization_id=" + organization))
                .containsExactly("dir_%s: Loom · OKTA".formatted(some));
        assertThat(choices("groups", "group_id=weavers+%1$s&organization_id=%2$s".formatted(some, organization)))
                .containsExactly("dirgroup_%1$s: Weavers %1$s · Loom".formatted(some));
        assertThat(choices("groups", "group_id=weavers+" + some)).hasSize(2);
        assertThat(choices("mapped", "match=NAME&value=weavers+" + some))
                .containsExactly("Weavers %s: 2 groups".formatted(some));
        assertThat(choices("mapped", "match=ID&value=weavers+" + some)).hasSize(2);
    }

    @Test
    void findsRolesThatAnybodyOrAnythingGives() {
        client.deliver(ScalekitEvents.userCreated("diruser_" + some).in(organization));
        String user = client.get("/api/v1/users?organization_id=" + organization).json().path("data").path(0).path("id")
                .asString();
        client.call("PUT", "/api/v1/users/%s/roles/granted-%s".formatted(user, some));
        client.post("/api/v1/role-mappings",
                "{\"match\":\"NAME\",\"value\":\"%1$s\",\"role\":\"mapped-%1$s\"}".formatted(some));

        assertThat(choices("roles", "role=" + some)).containsExactly("granted-%1$s: granted-%1$s".formatted(some),
                "mapped-%1$s: mapped-%1$s".formatted(some));
    }

    @Test
    void suggestsNoMoreThanSomebodyReads() {
        IntStream.range(0, 25).forEach(i -> group("dirgroup_%d%s".formatted(i, some), "Many " + i, organization));

        assertThat(choices("groups", "organization_id=" + organization)).hasSize(20);
    }

    @Test
    void knowsNothingElseToChooseFrom() {
        assertThat(browser.get("/console/choices/secrets").status()).isEqualTo(404);
        assertThat(browser.get("/console/choices/roles?role=a%07b").status()).isEqualTo(400);
    }

    @Test
    void saysThatANameIsThatOfSeveralGroupsBeforeItIsSaved() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Loom " + some));
        group("dirgroup_" + some, "Dyers " + some, organization);
        String preview = "/console/mappings/preview?match=NAME&role=dyer&value=Dyers+" + some;

        assertThat(body(preview)).doesNotContain("More than one group", "No group is called so");
        group("dirgroup_2" + some, "Dyers " + some, organization + "2");
        assertThat(body(preview)).contains("More than one group", "Loom " + some, "dirgroup_2" + some, "Save");
        assertThat(body(preview + "&organization_id=" + organization)).doesNotContain("More than one group");
        assertThat(body("/console/mappings/preview?match=NAME&role=dyer&value=nobody" + some))
                .contains("No group is called so yet");
        assertThat(body("/console/mappings/preview?match=PATTERN&role=dyer&value=Dyers+" + some + ".*"))
                .contains("2 groups are called like this");
    }
}
