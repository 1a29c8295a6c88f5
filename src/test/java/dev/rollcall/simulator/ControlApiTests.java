package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rollcall.Documentation;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ControlApiTests {

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ScalekitSimulator simulator = ScalekitSimulator.start(0, receiver.url(), WebhookReceiver.SECRET);
    private final SimulatorClient client = new SimulatorClient(simulator);
    private SimulatedDirectory directory;
    private String path;

    @BeforeEach
    void start() {
        directory = simulator.createDirectory();
        path = "/control/directories/" + directory.id();
        types();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
        receiver.close();
    }

    @Test
    void createsRenamesAndDeletesOrganizations() {
        assertThat(post("/control/organizations", "id=org_7&name=Acme").path("id").asString()).isEqualTo("org_7");
        post("/control/organizations/org_7", "name=Acme+%26+Co");
        post("/control/organizations/org_7/directories", "id=dir_7&people=40&groups=3&provider=MICROSOFT_AD");
        assertThat(simulator.directory("dir_7").provider()).isEqualTo(Provider.MICROSOFT_AD);
        assertThat(simulator.organization("org_7").name()).isEqualTo("Acme & Co");
        assertThat(simulator.directory("dir_7").size()).isEqualTo(40);
        assertThat(simulator.directory("dir_7").groups()).hasSize(3);
        post("/control/organizations/org_7/delete", "");

        assertThat(types()).containsExactly("organization.created", "organization.updated",
                "organization.directory_enabled", "organization.deleted");
        assertThat(simulator.organizations()).hasSize(1);
    }

    @Test
    void enablesAndDisablesADirectory() {
        assertThat(post(path + "/disable", "").path("enabled").asBoolean()).isFalse();
        assertThat(post(path + "/enable", "").path("enabled").asBoolean()).isTrue();
        assertThat(types()).containsExactly("organization.directory_disabled", "organization.directory_enabled");
    }

    @Test
    void letsPeopleComeAndGo() {
        assertThat(post(path + "/join", "count=20&roles=viewer").path("data").size()).isEqualTo(20);
        assertThat(post(path + "/leave", "count=5").path("data").size()).isEqualTo(5);
        assertThat(post(path + "/leave", "percent=20").path("data").size()).isEqualTo(3);

        assertThat(types()).hasSize(28);
        assertThat(directory.users()).hasSize(12)
                .allSatisfy(user -> assertThat(user.roles()).containsExactly("viewer"));
    }

    @Test
    void changesOnePerson() {
        post(path + "/groups", "id=dirgroup_7&name=Sales");
        post(path + "/join", "id=diruser_7&email=ann%40example.com&given_name=Ann&family_name=Ahn&roles=a,b&groups=");
        var user = path + "/users/diruser_7";

        post(user, "email=new@example.com&roles=&groups=dirgroup_7&attributes=%7B%22title%22:%22Agent%22%7D");
        post(user, "department=Sales");
        assertThat(directory.user("diruser_7")).satisfies(ann -> {
            assertThat(ann.email()).isEqualTo("new@example.com");
            assertThat(ann.name()).isEqualTo("Ann Ahn");
            assertThat(ann.roles()).isEmpty();
            assertThat(ann.groups()).containsExactly("dirgroup_7");
            assertThat(ann.attributes()).isEqualTo(Map.of("title", "Agent", "department", "Sales"));
        });
        assertThat(post(user + "/deactivate", "").path("active").asBoolean()).isFalse();
        assertThat(post(user + "/reactivate", "").path("active").asBoolean()).isTrue();
        post(user + "/leave", "");
        assertThat(post(user + "/rehire", "").path("email").asString()).isEqualTo("new@example.com");
    }

    @Test
    void managesGroups() {
        post(path + "/generate", "people=50");
        var id = post(path + "/groups", "name=Sales&members=10").path("id").asString();
        var group = path + "/groups/" + id;

        assertThat(post(group, "name=Customer Care").path("name").asString()).isEqualTo("Customer Care");
        post(group + "/roles", "role=editor");
        assertThat(directory.users()).filteredOn(user -> user.roles().contains("editor")).hasSize(10);
        post(group + "/roles", "role=editor&assigned=false");
        assertThat(directory.users()).allSatisfy(user -> assertThat(user.roles()).isEmpty());
        assertThat(client.json(path + "/groups").at("/data/0/members").asInt()).isEqualTo(10);
        post(group + "/delete", "");
        assertThat(directory.groups()).isEmpty();
    }

    @Test
    void makesQuietChanges() {
        post(path + "/join?count=7&quiet=true", "");

        assertThat(types()).isEmpty();
        assertThat(directory.size()).isEqualTo(7);
    }

    @Test
    void tellsTheTruth() {
        directory.generate(1_500, 3);

        var lines = client.get(path + "/users").body().lines().toList();

        assertThat(lines).hasSize(1_500).last().asString().contains(directory.users().getLast().email());
        assertThat(client.json("/control").at("/organizations/0/directories/0/users").asInt()).isEqualTo(1_500);
        assertThat(client.json(path).path("groups").asInt()).isEqualTo(3);
    }

    @Test
    void takesParametersAsJsonToo() {
        var response = client.send(client.request(path + "/join")
                .POST(BodyPublishers.ofString("{\"count\": 3, \"given_name\": \"Zoë\"}")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(directory.users()).hasSize(3).allSatisfy(user -> assertThat(user.givenName()).isEqualTo("Zoë"));
    }

    @Test
    void beginsAndEndsFaults() {
        client.authorized();
        for (var kind : Fault.Kind.values()) {
            client.post("/control/faults/" + kind.label(), "path=groups");
        }
        assertThat(client.json("/control").path("faults").size()).isEqualTo(Fault.Kind.values().length);
        client.post("/control/faults/mend", "");

        client.post("/control/faults/429", "seconds=9&times=1&path=users");
        var refused = client.get(SimulatorClient.path(directory, "users"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("9");
        assertThat(client.get(SimulatorClient.path(directory, "users")).statusCode()).isEqualTo(200);
        assertThat(client.json("/control").at("/requests/by_path/users").asInt()).isEqualTo(2);
        post("/control/requests/reset", "");
        assertThat(simulator.requests("users")).isZero();
    }

    @Test
    void beginsAndEndsOddities() {
        var user = directory.join().id();
        for (var oddity : Oddity.values()) {
            post("/control/oddities/" + oddity.label(), "");
        }
        assertThat(client.json("/control").path("oddities").size()).isEqualTo(Oddity.values().length);
        post("/control/oddities/booleans-as-texts", "sent=false");
        assertThat(client.json("/control").path("oddities").size()).isEqualTo(Oddity.values().length - 1);

        post("/control/oddities/booleans-as-texts", "directory=" + directory.id() + "&user=" + user);
        assertThat(client.json(path).path("oddities")).extracting(JsonNode::asString)
                .containsExactly("booleans-as-texts about " + user);
        assertThat(post("/control/oddities/mend", "").path("oddities").isEmpty()).isTrue();
        assertThat(client.json(path).path("oddities").isEmpty()).isTrue();
        assertThat(client.post("/control/oddities/booleans-as-texts", "user=" + user).statusCode()).isEqualTo(400);
        assertThat(client.post("/control/oddities/booleans-as-texts", "directory=" + directory.id() + "&user=nobody")
                .statusCode()).isEqualTo(404);
    }

    @Test
    void spoilsWebhooks() {
        post("/control/webhooks", "lost=100");
        directory.join(5);
        assertThat(types()).isEmpty();
        assertThat(post("/control/webhooks/mend", "").path("lost").asInt()).isEqualTo(5);
        directory.join();
        assertThat(types()).hasSize(1);
    }

    @Test
    void setsTimeTokensAndPages() {
        client.authorized();
        directory.generate(40);
        assertThat(Instant.parse(post("/control/time", "advance=P1D").path("directory_time").asString()))
                .isCloseTo(Instant.now().plus(1, ChronoUnit.DAYS), within(20, ChronoUnit.SECONDS));
        post("/control/pages", "offset=true&numbers_as_strings=true");
        post(path + "/detail", "active_and_roles=false");
        var page = client.json(SimulatorClient.path(directory, "users") + "?include_detail=true");
        assertThat(page.path("total_size").isString()).isTrue();
        assertThat(page.path("next_page_token").asString()).isEqualTo(new PageToken(true, 10).toString());
        assertThat(page.at("/users/0/user_detail").has("active")).isFalse();

        post("/control/tokens/revoke", "");
        assertThat(client.get("/api/v1/organizations").statusCode()).isEqualTo(401);
        post("/control/tokens", "client_id=skc_2&client_secret=other&lifetime_s=60");
        assertThat(client.post("/oauth/token", "grant_type=client_credentials&client_id=skc_1&client_secret=s")
                .statusCode()).isEqualTo(401);
        post("/control/oddities/byte-order-mark", "");
        post("/control/reset", "");
        assertThat(simulator.oddities().state()).isEmpty();
        assertThat(simulator.organizations()).isEmpty();
        assertThat(client.authorized().get("/api/v1/organizations").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThat(client.post("/control/directories/dir_none/join", "").statusCode()).isEqualTo(404);
        assertThat(client.post(path + "/join", "count=many").statusCode()).isEqualTo(400);
        assertThat(client.post(path + "/join", "{\"count\":").statusCode()).isEqualTo(400);
        assertThat(client.post("/control/time", "advance=tomorrow").statusCode()).isEqualTo(400);
        assertThat(client.post("/control/faults/none", "").statusCode()).isEqualTo(404);
        assertThat(client.get(path + "/join").statusCode()).isEqualTo(405);
    }

    @Test
    void helpsPeople() {
        var page = client.get("/").body();

        assertThat(page).contains("curl -d &#39;count=200", path + "/join", "/control/faults/repeated-token",
                "/control/oddities/byte-order-mark", receiver.url().toString());
    }

    /// Also that the page names every fault and oddity.
    @Test
    void isDescribedByItsPage() {
        var page = Documentation.of(Path.of("docs/simulator.md"));
        var help = client.get("/").body();
        var calls = page.code().stream().filter(code -> code.matches("…?/[\\w{}/-]+")).toList();

        assertThat(calls).hasSizeGreaterThan(20).allSatisfy(
                call -> assertThat(help).containsPattern(Stream.of(call.replace("…", "").split("\\{\\w+}", -1))
                        .map(Pattern::quote).collect(Collectors.joining("[^/<]+")) + "(?=</pre>)"));
        assertThat(page.code()).containsAll(Stream.of(Fault.Kind.values()).map(Fault.Kind::label).toList())
                .containsAll(Stream.of(Oddity.values()).map(Oddity::label).toList());
    }

    private JsonNode post(String path, String form) {
        var response = client.post(path, form);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return SimulatorClient.json(response);
    }

    private List<String> types() {
        simulator.webhooks().settle();
        return receiver.take().stream().map(event -> event.path("type").asString()).toList();
    }
}
