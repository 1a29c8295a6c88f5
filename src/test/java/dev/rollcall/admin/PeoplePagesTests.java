package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Looks for people in the console by what they are and have.
@RollcallTest
class PeoplePagesTests {

    private static final Pattern COUNT = Pattern.compile("class=\"count\">([^<]*)<");

    private final String some = UUID.randomUUID().toString();
    private final String organization = "org_" + some;
    private final String people = "/console/people?organization_id=" + organization;

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

    private String count(String path) {
        Matcher count = COUNT.matcher(body(path));
        return count.find() ? count.group(1) : "none";
    }

    private SimulatedEvent created(String name) {
        return ScalekitEvents.userCreated("diruser_" + name + some).in(organization).named(name, "Doe")
                .email(name + "@example.com");
    }

    @Test
    void findsPeopleByWhatTheyAreAndHave() {
        client.deliver(created("Ann").roles("editor").groups(ScalekitEvents.group("dirgroup_" + some, "Weavers")));
        client.deliver(created("Bob").roles("viewer"));
        client.deliver(created("Cyd"));
        client.deliver(ScalekitEvents.userDeleted("diruser_Cyd" + some).in(organization));
        String ann = client.get("/api/v1/users?role=editor&organization_id=" + organization).json().path("data").path(0)
                .path("id").asString();
        client.call("PUT", "/api/v1/users/" + ann + "/external-id", "{\"external_id\":\"42-%s\"}".formatted(some));

        assertThat(body(people)).contains("Ann Doe", "Bob Doe", "Cyd Doe");
        assertThat(count(people)).isEqualTo("3 people");
        assertThat(body(people + "&status=DEACTIVATED")).contains("Cyd Doe").doesNotContain("Ann Doe", "Bob Doe");
        assertThat(count(people + "&status=ACTIVE")).isEqualTo("2 people");
        for (String only : new String[] { "&role=editor", "&group_id=dirgroup_" + some, "&external_id=42-" + some,
                "&q=ann&role=editor&status=ACTIVE" }) {
            assertThat(body(people + only)).as(only).contains("Ann Doe").doesNotContain("Bob Doe", "Cyd Doe");
            assertThat(count(people + only)).as(only).isEqualTo("One person");
        }
        assertThat(body(people + "&role=nothing")).contains("Nobody is like this.").doesNotContain("Doe");
        assertThat(browser.get(people.replace("people?", "people.csv?") + "&role=viewer").http().body())
                .contains("Bob Doe").doesNotContain("Ann Doe");
    }

    @Test
    void countsWhoIsOnFurtherPages() {
        for (int i = 0; i < 52; i++) {
            client.post(created("P" + i).roles("weaver" + some));
        }
        await().until(() -> client.get("/api/v1/users?limit=100&organization_id=" + organization).json().path("data")
                .size() == 52);

        String first = body(people + "&role=weaver" + some);
        assertThat(count(people)).isEqualTo("52 people");
        assertThat(count(people + "&role=weaver" + some)).isEqualTo("52 people");
        String next = first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
        assertThat(next).contains("role=weaver" + some, "organization_id=" + organization);
        assertThat(body(next)).contains("P0 Doe", "P1 Doe").doesNotContain("P2 Doe");
    }
}
