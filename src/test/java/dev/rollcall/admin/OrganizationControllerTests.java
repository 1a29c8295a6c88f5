package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// Reads customers over HTTP, and finds what is theirs by what the application calls them.
@RollcallTest
class OrganizationControllerTests {

    private final String organization = "org_" + UUID.randomUUID();
    private final String acme = "acme " + organization;

    @Autowired
    private RollcallClient client;

    @Test
    void namesACustomerAndItsOwnId() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("seats", 3);
        metadata.put("plan", "gold");
        client.deliver(organizationCreated(organization).displayName("Acme").withData("external_id", " " + acme)
                .withData("metadata", metadata));

        JsonNode found = found();
        assertThat(found.toString()).isEqualTo(
                "{\"id\":\"%s\",\"external_id\":\"%s\",\"name\":\"Acme\",\"metadata\":{\"plan\":\"gold\",\"seats\":\"3\"},\"users\":0,\"directories\":0,\"deleted\":false}"
                        .formatted(organization, acme));
        assertThat(list("/api/v1/organizations?external_id=", acme)).containsExactly(found);
        assertThat(list("/api/v1/organizations?external_id=", "no " + acme)).isEmpty();
    }

    @Test
    void letsTheNewestStatementAboutEachWinWhateverItsOrder() {
        var first = organizationCreated(organization).withData("external_id", "first " + acme).withData("metadata",
                Map.of("plan", "silver"));
        client.deliver(organizationUpdated(organization).withData("external_id", acme).withoutData("metadata"));
        client.deliver(first);
        assertThat(found().path("external_id").asString()).isEqualTo(acme);
        assertThat(found().path("metadata").toString()).isEqualTo("{\"plan\":\"silver\"}");

        client.deliver(organizationUpdated(organization).withoutData("external_id").withData("metadata", "gold"));
        assertThat(found().path("external_id").asString()).as("not said").isEqualTo(acme);
        assertThat(found().path("metadata").toString()).as("cannot be read").isEqualTo("{\"plan\":\"silver\"}");
    }

    @ParameterizedTest
    @CsvSource({ "true", "false" })
    void takesAnExternalIdAwayThatIsSaidToBeNone(boolean isNull) {
        client.deliver(organizationCreated(organization).withData("external_id", acme).withData("metadata",
                Map.of("plan", "gold")));
        client.deliver(organizationUpdated(organization).withData("external_id", isNull ? null : "")
                .withData("metadata", isNull ? null : Map.of()));

        assertThat(found().path("external_id").isNull()).isTrue();
        assertThat(found().path("metadata").toString()).isEqualTo("{}");
    }

    @Test
    void keepsWhatADeletedOneIsCalled() {
        client.deliver(organizationCreated(organization).withData("external_id", acme));
        client.deliver(organizationDeleted(organization).withData("external_id", null));

        assertThat(found().path("external_id").asString()).isEqualTo(acme);
        assertThat(found().path("deleted").asBoolean()).isTrue();
    }

    @Test
    void tellsEveryUserThatTheTenantHasAnotherId() {
        client.deliver(user("ann"));
        client.deliver(user("bob"));
        client.deliver(organizationUpdated(organization).displayName("Acme").withData("external_id", null));
        String last = cursor();
        client.deliver(organizationUpdated(organization).withData("external_id", acme));

        List<JsonNode> changes = changes(last);
        assertThat(changes).hasSize(2).allSatisfy(change -> {
            assertThat(change.path("kind").asString()).isEqualTo("user.updated");
            assertThat(change.path("organization_external_id").asString()).isEqualTo(acme);
            assertThat(change.path("user").path("organization_external_id").asString()).isEqualTo(acme);
            assertThat(client.get("/api/v1/users/" + change.path("user").path("id").asString()).json())
                    .isEqualTo(change.path("user"));
        });
        assertThat(client.get("/api/v1/users/%s/history".formatted(changes.getFirst().at("/user/id").asString())).json()
                .at("/data/0/changes").toString()).isEqualTo(
                        "[{\"field\":\"organization_external_id\",\"from\":null,\"to\":\"%s\"}]".formatted(acme));
    }

    @Test
    void knowsAnOrganizationOfWhichOnlyAUserTold() {
        client.deliver(user("ann"));

        assertThat(found().toString()).isEqualTo(
                "{\"id\":\"%s\",\"external_id\":null,\"name\":null,\"metadata\":{},\"users\":1,\"directories\":0,\"deleted\":false}"
                        .formatted(organization));
    }

    @Test
    void knowsAnOrganizationOfWhichOnlyADirectoryTold() {
        client.deliver(directoryEnabled("dir_" + organization).in(organization));

        assertThat(found().path("id").asString()).isEqualTo(organization);
        client.deliver(organizationUpdated(organization).displayName("Acme"));
        assertThat(found().path("name").asString()).isEqualTo("Acme");
    }

    @Test
    void countsTheUsersThatItsListHasAndItsDirectories() {
        client.deliver(user("ann"));
        client.deliver(user("bob"));
        client.deliver(user("eve"));
        client.deliver(userDeleted("diruser_bob_" + organization).in(organization));
        client.deliver(directoryEnabled("dir_" + organization).in(organization));
        client.deliver(directoryEnabled("dir_far_" + organization).in("far_" + organization));
        List<JsonNode> users = list("/api/v1/users?organization_id=", organization);
        assertThat(found().path("users").asInt()).isEqualTo(users.size()).isEqualTo(3);

        assertThat(client.post("/api/v1/users/%s/merge".formatted(users.get(0).path("id").asString()),
                "{\"into\":\"%s\"}".formatted(users.get(1).path("id").asString())).status()).isEqualTo(200);

        assertThat(found().path("users").asInt()).isEqualTo(2);
        assertThat(found().path("directories").asInt()).isEqualTo(1);
    }

    @Test
    void findsUsersGroupsAndEventsByTheTenantsOwnId() {
        client.deliver(organizationCreated(organization).withData("external_id", acme));
        client.deliver(user("ann").groups(group("dirgroup_" + organization, "Writers")));
        client.deliver(userCreated("diruser_far_" + organization).in("far_" + organization));

        for (String path : List.of("users", "groups", "events")) {
            String all = "/api/v1/" + path + "?organization_external_id=";
            assertThat(list(all, acme)).as(path).isNotEmpty()
                    .allSatisfy(one -> assertThat(one.path("organization_id").asString()).isEqualTo(organization));
            assertThat(list(all, "no " + acme)).as(path).isEmpty();
            assertThat(
                    list("/api/v1/%s?organization_id=%s&organization_external_id=".formatted(path, organization), acme))
                            .as(path).isEqualTo(list(all, acme));
            assertThat(list("/api/v1/%s?organization_id=far_%s&organization_external_id=".formatted(path, organization),
                    acme)).as(path).isEmpty();
        }
    }

    @Test
    void meansTheOrganizationThatIsThereAndWasCalledSoLast() {
        client.deliver(organizationCreated("a" + organization).withData("external_id", acme));
        client.deliver(organizationCreated("b" + organization).withData("external_id", acme));
        client.deliver(organizationCreated("c" + organization).withData("external_id", acme));
        for (String id : List.of("a", "b", "c")) {
            client.deliver(userCreated("diruser_" + id + organization).in(id + organization));
        }
        client.deliver(organizationDeleted("c" + organization));

        assertThat(list("/api/v1/users?organization_external_id=", acme)).singleElement()
                .extracting(user -> user.path("organization_id").asString()).isEqualTo("b" + organization);
        assertThat(list("/api/v1/organizations?external_id=", acme)).hasSize(3);
    }

    @Test
    void mapsGroupsOfTheTenantsOwnId() {
        client.deliver(organizationCreated(organization).withData("external_id", acme));

        JsonNode added = client.post("/api/v1/role-mappings", mapping("\"organization_external_id\":\"" + acme + '"'))
                .json();
        assertThat(added.path("organization_id").asString()).isEqualTo(organization);
        assertThat(client.call("DELETE", "/api/v1/role-mappings/" + added.path("id").asString()).status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({ "/api/v1/sync-runs, {%s}",
            "/api/v1/role-mappings, '{%s,\"match\":\"ID\",\"value\":\"v\",\"role\":\"r\"}'",
            "/api/v1/role-mappings/preview, '{\"mapping\":{%s,\"match\":\"ID\",\"value\":\"v\",\"role\":\"r\"}}'" })
    void refusesABodyThatNamesNoOrganizationOrTwo(String path, String body) {
        client.deliver(organizationCreated(organization).withData("external_id", acme));

        client.post(path, body.formatted("\"organization_external_id\":\"nobody\"")).assertProblem(404,
                "There is no organization with the external id nobody.");
        client.post(path,
                body.formatted("\"organization_id\":\"org_2\",\"organization_external_id\":\"%s\"".formatted(acme)))
                .assertProblem(400, "organization_id and organization_external_id name different organizations.");
    }

    @Test
    void saysThatThereIsNoSuchOrganization() {
        client.get("/api/v1/organizations/org_nobody").assertProblem(404, "There is no organization org_nobody.");
    }

    private SimulatedEvent user(String name) {
        return userCreated("diruser_%s_%s".formatted(name, organization)).in(organization);
    }

    private JsonNode found() {
        return client.get("/api/v1/organizations/" + organization).json();
    }

    private List<JsonNode> list(String path, String externalId) {
        return client.get(path + externalId.replace(" ", "%20")).json().path("data").valueStream().toList();
    }

    private String cursor() {
        String last = "0";
        while (true) {
            JsonNode page = client.get("/api/v1/changes?limit=100&after=" + last).json();
            if (page.path("data").isEmpty()) {
                return last;
            }
            last = page.path("next_cursor").asString();
        }
    }

    private List<JsonNode> changes(String after) {
        return client.get("/api/v1/changes?after=" + after).json().path("data").valueStream()
                .filter(change -> change.at("/user/organization_id").asString().equals(organization)).toList();
    }

    private static String mapping(String organization) {
        return "{%s,\"match\":\"NAME\",\"value\":\"Nobody\",\"role\":\"r\"}".formatted(organization);
    }
}
