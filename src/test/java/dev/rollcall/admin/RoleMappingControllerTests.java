package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents.Group;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// Edits role mappings over HTTP and looks at the users that webhooks have made.
@RollcallTest
class RoleMappingControllerTests {

    private static final String MAPPINGS = "/api/v1/role-mappings";

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;

    @Test
    void givesAndTakesARoleAtOnceWithAnEditAndSaysSoInTheHistory() {
        joins("ann", "Writers");

        Answer added = client.post(MAPPINGS, rule("NAME", "Writers", "author", null));
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().propertyNames()).containsExactly("id", "organization_id", "match", "value", "role",
                "priority", "known_to_scalekit");
        String mapping = added.header("Location");
        assertThat(client.get(mapping).json()).isEqualTo(added.json());
        assertThat(roles("ann")).isEqualTo("[{\"name\":\"author\",\"source\":\"GROUP\"}]");

        Answer replaced = client.call("PUT", mapping, rule("PATTERN", "W.*s", "poet", 3));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().path("id")).isEqualTo(added.json().path("id"));
        assertThat(replaced.json().path("priority").asInt()).isEqualTo(3);
        assertThat(roles("ann")).isEqualTo("[{\"name\":\"poet\",\"source\":\"GROUP\"}]");

        assertThat(client.call("DELETE", mapping).status()).isEqualTo(204);
        assertThat(roles("ann")).isEqualTo("[]");
        assertThat(client.get(mapping).status()).isEqualTo(404);

        JsonNode history = client.get("/api/v1/users/" + user("ann").path("id").asString() + "/history").json()
                .path("data");
        assertThat(history.values()).extracting(entry -> entry.path("kind").asString())
                .containsExactly("user.roles_changed", "user.roles_changed", "user.roles_changed", "user.created");
        assertThat(history.path(0).path("cause").path("actor").asString()).isEqualTo("admin");
        assertThat(history.path(1).path("changes").toString())
                .isEqualTo("[{\"field\":\"roles\",\"from\":[\"author (GROUP)\"],\"to\":[\"poet (GROUP)\"]}]");
    }

    @Test
    void meansTheGroupsOfOneOrganizationOrOfAll() {
        String name = "Everywhere " + organization;
        joins("ann", name);
        client.deliver(userCreated("diruser_far_" + organization).in(organization + "2")
                .groups(group("dirgroup_far_" + organization, name)));
        String far = "/api/v1/users?organization_id=" + organization + "2";

        String mapping = client.post(MAPPINGS, rule("NAME", name, "author", null)).header("Location");
        assertThat(roles("ann")).contains("author");
        assertThat(client.get(far).http().body()).doesNotContain("author");

        assertThat(client
                .call("PUT", mapping,
                        rule("NAME", name, "author", null)
                                .replace("\"organization_id\":\"%s\",".formatted(organization), ""))
                .json().path("organization_id").isNull()).isTrue();
        assertThat(roles("ann")).contains("author");
        assertThat(client.get(far).http().body()).contains("author");
        client.call("DELETE", mapping);
        assertThat(client.get(far).http().body()).doesNotContain("author");
    }

    @Test
    void previewsWithThePrioritiesAndChangesNothing() {
        joins("ann", "Writers", "Editors");
        joins("bob", "Writers");
        joins("eve", "Readers");
        client.post(MAPPINGS, rule("NAME", "Writers", "author", 1));
        JsonNode before = client.get(users()).json();

        JsonNode preview = preview(null, rule("NAME", "Editors", "editor", 2));
        assertThat(preview.propertyNames()).containsExactly("users", "roles", "data", "next_cursor");
        assertThat(preview.path("users").asInt()).isOne();
        assertThat(preview.path("roles").toString()).isEqualTo(
                "[{\"role\":\"author\",\"given\":0,\"taken\":1},{\"role\":\"editor\",\"given\":1,\"taken\":0}]");
        JsonNode ann = preview.path("data").path(0);
        assertThat(ann.propertyNames()).containsExactly("id", "organization_id", "email", "name", "given", "taken");
        assertThat(ann.path("id")).isEqualTo(user("ann").path("id"));
        assertThat(ann.path("given").toString()).isEqualTo("[\"editor\"]");
        assertThat(ann.path("taken").toString()).isEqualTo("[\"author\"]");

        assertThat(preview(null, rule("NAME", "Editors", "editor", 0)).path("users").asInt()).isZero();
        assertThat(preview(null, rule("NAME", "Editors", "editor", null)).path("roles").toString())
                .isEqualTo("[{\"role\":\"editor\",\"given\":1,\"taken\":0}]");
        assertThat(client.get(users()).json()).isEqualTo(before);
        assertThat(client.get(MAPPINGS + "?limit=100").http().body()).doesNotContain("\"editor\"");
    }

    @Test
    void previewsReplacingAndRemoving() {
        joins("ann", "Writers");
        joins("bob", "Writers");
        joins("eve", "Readers");
        String id = client.post(MAPPINGS, rule("NAME", "Writers", "author", null)).json().path("id").asString();

        JsonNode moved = preview(id, rule("NAME", "Readers", "author", null));
        assertThat(moved.path("users").asInt()).isEqualTo(3);
        assertThat(moved.path("roles").toString()).isEqualTo("[{\"role\":\"author\",\"given\":1,\"taken\":2}]");
        JsonNode removed = preview(id, null);
        assertThat(removed.path("roles").toString()).isEqualTo("[{\"role\":\"author\",\"given\":0,\"taken\":2}]");
        assertThat(client.get(MAPPINGS + "/" + id).status()).isEqualTo(200);

        List<String> walked = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.post(MAPPINGS + "/preview?limit=1" + cursor, "{\"id\":%s}".formatted(id)).json();
            assertThat(page.path("users").asInt()).isEqualTo(2);
            walked.add(page.path("data").path(0).path("email").asString());
            cursor = page.path("next_cursor").isNull() ? null : "&cursor=" + page.path("next_cursor").asString();
        } while (cursor != null);
        assertThat(walked).containsExactly(email("bob"), email("ann"));
    }

    @Test
    void refusesTheSameMappingTwice() {
        joins("ann", "Writers");
        client.post(MAPPINGS, rule("NAME", "Writers", "author", null));
        String other = client.post(MAPPINGS, rule("NAME", "Writers", "poet", null)).header("Location");

        String detail = "There is a mapping from the same groups to this role already.";
        client.post(MAPPINGS, rule("NAME", "Writers", "author", 5)).assertProblem(409, detail);
        client.call("PUT", other, rule("NAME", "Writers", "author", null)).assertProblem(409, detail);
        client.post(MAPPINGS + "/preview", body(null, rule("NAME", "Writers", "author", null))).assertProblem(409,
                detail);
        assertThat(client.call("PUT", other, rule("NAME", "Writers", "poet", 7)).status()).isEqualTo(200);
    }

    @Test
    void refusesAnOrganizationThatIsNotKnown() {
        client.post(MAPPINGS, rule("NAME", "Writers", "author", null)).assertProblem(400,
                "organization_id is not an organization that Rollcall knows.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            (        ; is not a pattern that PostgreSQL understands (parentheses () not balanced)
            a)|(b    ; is not a pattern that PostgreSQL understands (parentheses () not balanced)
            [z-a]    ; is not a pattern that PostgreSQL understands (invalid character range)
            *        ; is not a pattern that PostgreSQL understands (quantifier operand invalid)
            (a*)*\\1 ; must not have back references: matching could take forever
            """)
    void refusesAPatternThatPostgresCannotMatch(String pattern, String defect) {
        client.post(MAPPINGS,
                "{\"match\":\"PATTERN\",\"value\":\"%s\",\"role\":\"r\"}".formatted(pattern.replace("\\", "\\\\")))
                .assertProblem(400, "value %s.".formatted(defect));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"match":"NAME","value":"a"}                                  | role must have 1 to 255 characters and no control characters.
            {"match":"NAME","value":"","role":"r"}                        | value must have 1 to 255 characters and no control characters.
            {"value":"a","role":"r"}                                      | match must be one of ID, NAME, PATTERN, ATTRIBUTE.
            {"match":"LIKE","value":"a","role":"r"}                       | match must be one of ID, NAME, PATTERN, ATTRIBUTE.
            {"match":"NAME","value":"a","role":"r","priority":"high"}     | priority must be a whole number.
            {"match":"NAME","value":"a","role":"r","organisation_id":"o"} | organisation_id is none of organization_id, organization_external_id, match, attribute, value, role and priority.
            {"match":"NAME","value":"a","role":"r","organization_id":"\\u0007"} | organization_id must not contain control characters.
            []                                                            | The body is not a JSON object.
            """)
    void namesTheFieldThatIsWrong(String json, String detail) {
        client.post(MAPPINGS, json).assertProblem(400, detail);
    }

    @Test
    void refusesAPreviewOfNothing() {
        client.post(MAPPINGS + "/preview", "{}").assertProblem(400, "Give at least one of id and mapping.");
        client.post(MAPPINGS + "/preview", "{\"delete\":true}").assertProblem(400, "delete is none of id and mapping.");
        client.post(MAPPINGS + "/preview", "{\"id\":9223372036854775807}").assertProblem(404,
                "There is no role mapping 9223372036854775807.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET", "PUT", "DELETE" })
    void knowsNoMappingByAnUnknownId(String method) {
        client.call(method, MAPPINGS + "/9223372036854775807", "{\"match\":\"ID\",\"value\":\"g\",\"role\":\"r\"}")
                .assertProblem(404, "There is no role mapping 9223372036854775807.");
    }

    @Test
    void listsAllMappingsNewestFirst() {
        joins("ann", "Writers");
        for (String role : List.of("one", "two", "three")) {
            client.post(MAPPINGS, rule("NAME", "Writers", role, null));
        }

        JsonNode first = client.get(MAPPINGS + "?limit=2").json();
        assertThat(first.path("data").values()).extracting(one -> one.path("role").asString()).containsExactly("three",
                "two");
        assertThat(client.get(MAPPINGS + "?limit=1&cursor=" + first.path("next_cursor").asString()).json().path("data")
                .path(0).path("role").asString()).isEqualTo("one");
    }

    private void joins(String name, String... groups) {
        SimulatedEvent event = userCreated("diruser_" + name + "_" + organization).in(organization).email(email(name))
                .groups(List.of(groups).stream().map(one -> group("dirgroup_" + one + "_" + organization, one))
                        .toArray(Group[]::new));
        assertThat(client.deliver(event).path("status").asString()).isEqualTo("PROCESSED");
    }

    private String rule(String match, String value, String role, Integer priority) {
        return "{\"organization_id\":\"%s\",\"match\":\"%s\",\"value\":\"%s\",\"role\":\"%s\",\"priority\":%s}"
                .formatted(organization, match, value, role, priority);
    }

    private static String body(String id, String rule) {
        return "{\"id\":%s,\"mapping\":%s}".formatted(id, rule);
    }

    private JsonNode preview(String id, String rule) {
        Answer answer = client.post(MAPPINGS + "/preview", body(id, rule));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.json();
    }

    private String users() {
        return "/api/v1/users?organization_id=" + organization;
    }

    private JsonNode user(String name) {
        return client.get("/api/v1/users?email=" + email(name)).json().path("data").path(0);
    }

    private String roles(String name) {
        return user(name).path("roles").toString();
    }

    private String email(String name) {
        return name + "@" + organization.replace("_", "") + ".example.com";
    }
}
