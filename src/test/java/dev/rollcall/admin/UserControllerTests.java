package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// Reads users and groups over HTTP and grants roles by hand, after webhooks have made them.
@RollcallTest
class UserControllerTests {

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;

    @Test
    void showsAUserAsTheContractSays() {
        String member = "dirgroup_" + organization;
        client.deliver(user("zoe").name("Zoë Đặng").givenName("Zoë").roles("editor").groups(group(member, "Writers"))
                .dpId("00u1abcdefghij123456"));

        JsonNode user = only("/api/v1/users?organization_id=" + organization);
        assertThat(user.propertyNames()).containsExactly("id", "organization_id", "organization_external_id",
                "external_id", "email", "name", "given_name", "family_name", "status", "roles", "groups",
                "directory_user_ids", "directory_users", "attributes", "created_at", "updated_at");
        assertThat(user.path("organization_id").asString()).isEqualTo(organization);
        assertThat(user.path("email").asString()).isEqualTo(email("zoe"));
        assertThat(user.path("name").asString()).isEqualTo("Zoë Đặng");
        assertThat(user.path("family_name").isNull()).isTrue();
        assertThat(user.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(user.path("roles").toString()).isEqualTo("[{\"name\":\"editor\",\"source\":\"DIRECTORY\"}]");
        assertThat(user.path("groups").toString())
                .isEqualTo("[{\"id\":\"%s\",\"display_name\":\"Writers\"}]".formatted(member));
        assertThat(user.path("directory_user_ids").toString()).isEqualTo("[\"diruser_zoe_" + organization + "\"]");
        assertThat(user.path("directory_users").toString()).isEqualTo(
                "[{\"id\":\"diruser_zoe_%s\",\"dp_id\":\"00u1abcdefghij123456\",\"directory_id\":null,\"active\":true}]"
                        .formatted(organization));
        assertThat(user.path("created_at").asString()).endsWith("Z");
        assertThat(get("/api/v1/users/" + user.path("id").asString()).json()).isEqualTo(user);
    }

    @Test
    void findsUsersByEmailInAnyCaseAndByStatus() {
        client.deliver(user("here"));
        client.deliver(user("gone"));
        client.deliver(ScalekitEvents.userDeleted("diruser_gone_" + organization).in(organization));

        assertThat(only("/api/v1/users?email=" + email("here").toUpperCase()).path("email").asString())
                .isEqualTo(email("here"));
        String users = "/api/v1/users?organization_id=" + organization;
        assertThat(only(users + "&status=DEACTIVATED").path("email").asString()).isEqualTo(email("gone"));
        assertThat(only(users + "&status=ACTIVE").path("email").asString()).isEqualTo(email("here"));
        assertThat(get("/api/v1/users?organization_id=org_nobody").http().body())
                .isEqualTo("{\"data\":[],\"next_cursor\":null}");
    }

    @Test
    void pagesThroughAllUsersOnceNewestFirst() {
        for (String name : List.of("one", "two", "three", "four", "five")) {
            client.deliver(user(name));
        }

        assertThat(walk("/api/v1/users?limit=2&organization_id=" + organization, "email"))
                .containsExactly(email("five"), email("four"), email("three"), email("two"), email("one"));
    }

    @Test
    void pagesThroughAllGroupsWithTheirMembers() {
        List<String> ids = List.of("a_" + organization, "b_" + organization, "c_" + organization);
        client.deliver(ScalekitEvents.groupCreated(ids.get(0)).in(organization).displayName("A"));
        client.deliver(user("one").groups(group(ids.get(1), "B"), group(ids.get(2), "C")));
        client.deliver(user("two").groups(group(ids.get(1), "B")));

        String groups = "/api/v1/groups?organization_id=" + organization;
        assertThat(walk(groups + "&limit=1", "id")).containsExactlyElementsOf(ids);
        assertThat(get(groups).json().path("data").values()).extracting(one -> one.path("member_count").asInt())
                .containsExactly(0, 2, 1);
        assertThat(get(groups).json().path("data").path(0).propertyNames()).containsExactly("id", "organization_id",
                "directory_id", "display_name", "member_count");
    }

    @Test
    void grantsARoleByHandAndTakesItBackOnceEach() {
        client.deliver(user("zoe"));
        String user = "/api/v1/users/" + only("/api/v1/users?email=" + email("zoe")).path("id").asString();
        String role = user + "/roles/Chef%20de%20Cuisine%20%C3%A9";

        for (int again = 0; again < 2; again++) {
            Answer granted = client.call("PUT", role);
            assertThat(granted.status()).isEqualTo(200);
            assertThat(granted.json().path("roles").toString())
                    .isEqualTo("[{\"name\":\"Chef de Cuisine é\",\"source\":\"MANUAL\"}]");
        }
        for (int again = 0; again < 2; again++) {
            Answer revoked = client.call("DELETE", role);
            assertThat(revoked.status()).isEqualTo(200);
            assertThat(revoked.json().path("roles")).isEmpty();
        }

        JsonNode history = get(user + "/history").json().path("data");
        assertThat(history.path(0).propertyNames()).contains("id", "kind", "changes", "cause", "occurred_at");
        assertThat(history.values()).extracting(entry -> entry.path("cause").path("actor").asString(""))
                .containsExactly("admin", "admin", "");
        assertThat(walk(user + "/history?limit=1", "id")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({ "billing/admin, billing%2Fadmin", "50 % off; now, 50%20%25%20off%3B%20now", "editor, editor" })
    void grantsARoleOfAnyNameByAParameter(String role, String encoded) {
        client.deliver(user("zoe"));
        String roles = "/api/v1/users/" + id("zoe") + "/roles?role=" + encoded;

        Answer granted = client.call("PUT", roles);
        assertThat(granted.json().path("roles").path(0).path("name").asString()).isEqualTo(role);
        assertThat(granted.json().path("roles").path(0).path("source").asString()).isEqualTo("MANUAL");
        JsonNode audited = get("/api/v1/audit?limit=1").json().path("data").path(0);
        assertThat(audited.path("path").asString()).isEqualTo("/api/v1/users/{id}/roles");
        assertThat(audited.path("details").path("role").asString()).isEqualTo(role);

        Answer revoked = client.call("DELETE", roles);
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(revoked.json().path("roles")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "PUT", "DELETE" })
    void saysWhatIsWrongWithTheParameterThatNamesARole(String method) {
        String roles = "/api/v1/users/018f0000-0000-7000-8000-000000000000/roles";

        client.call(method, roles).assertProblem(400, "Required parameter 'role' is not present.");
        client.call(method, roles + "?role=").assertProblem(400,
                "role must have 1 to 255 characters and no control characters.");
        client.call(method, roles + "?role=%E2%80%8B").assertProblem(400,
                "role must have a character that can be seen.");
        client.call(method, roles + "?role=a%2Fb").assertProblem(404,
                "There is no user 018f0000-0000-7000-8000-000000000000.");
    }

    @Test
    void keepsAProtectedUserActiveAndDeactivatesOneWhoseProtectionEnds() {
        client.deliver(user("root").roles("admin"));
        String user = "/api/v1/users/" + only("/api/v1/users?email=" + email("root")).path("id").asString();

        for (int again = 0; again < 2; again++) {
            Answer answer = client.call("PUT", user + "/protection");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().propertyNames()).hasSize(16).doesNotContain("protected");
        }
        client.deliver(ScalekitEvents.userDeleted("diruser_root_" + organization).in(organization));
        assertThat(get(user).json().path("status").asString()).isEqualTo("ACTIVE");
        for (int again = 0; again < 2; again++) {
            Answer answer = client.call("DELETE", user + "/protection");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("status").asString()).isEqualTo("DEACTIVATED");
            assertThat(answer.json().path("roles")).isEmpty();
        }

        JsonNode history = get(user + "/history").json().path("data");
        assertThat(history.values()).extracting(entry -> entry.path("kind").asString()).containsExactly(
                "user.roles_changed", "user.deactivated", "user.unprotected", "user.deactivation_prevented",
                "user.protected", "user.created");
        assertThat(history.path(2).path("cause").path("actor").asString()).isEqualTo("admin");
        assertThat(history.path(2).path("changes").toString())
                .isEqualTo("[{\"field\":\"protected\",\"from\":true,\"to\":false}]");
    }

    @Test
    void leavesAUserActiveWhoseProtectionEndsWhileTheDirectoryHasIt() {
        client.deliver(user("root"));
        String user = "/api/v1/users/" + only("/api/v1/users?email=" + email("root")).path("id").asString();
        client.call("PUT", user + "/protection");

        assertThat(client.call("DELETE", user + "/protection").json().path("status").asString()).isEqualTo("ACTIVE");
        client.deliver(ScalekitEvents.userDeleted("diruser_root_" + organization).in(organization));
        assertThat(get(user).json().path("status").asString()).isEqualTo("DEACTIVATED");
    }

    @Test
    void saysOfARoleGrantedByHandThatItRests() {
        client.deliver(user("jo"));
        String user = "/api/v1/users/" + only("/api/v1/users?email=" + email("jo")).path("id").asString();
        client.call("PUT", user + "/roles/owner");
        client.deliver(ScalekitEvents.userDeleted("diruser_jo_" + organization).in(organization));
        client.deliver(ScalekitEvents.userCreated("diruser_next_" + organization).in(organization).email(email("jo"))
                .at(Instant.now()));

        assertThat(get(user).json().path("roles").toString())
                .isEqualTo("[{\"name\":\"owner\",\"source\":\"MANUAL\",\"resting\":true}]");
        assertThat(client.call("PUT", user + "/roles/owner").json().path("roles").toString())
                .isEqualTo("[{\"name\":\"owner\",\"source\":\"MANUAL\"}]");
        assertThat(get(user + "/history").json().path("data").path(0).path("changes").toString()).isEqualTo(
                "[{\"field\":\"roles\",\"from\":[\"owner (MANUAL, resting)\"],\"to\":[\"owner (MANUAL)\"]}]");
    }

    @Test
    void mergesAnAccountIntoAnother() {
        client.deliver(user("ann"));
        client.deliver(user("anna"));
        String ann = id("ann");
        String anna = id("anna");
        client.call("PUT", "/api/v1/users/" + ann + "/roles/owner");

        Answer merged = client.post("/api/v1/users/" + ann + "/merge", into(anna));

        assertThat(merged.status()).as(merged.http().body()).isEqualTo(200);
        assertThat(merged.json().path("id").asString()).isEqualTo(anna);
        assertThat(merged.json().path("directory_user_ids")).hasSize(2);
        assertThat(merged.json().path("roles").toString()).isEqualTo("[{\"name\":\"owner\",\"source\":\"MANUAL\"}]");
        assertThat(get("/api/v1/users/" + ann).json()).isEqualTo(merged.json());
        JsonNode history = get("/api/v1/users/" + anna + "/history").json().path("data");
        assertThat(history.values()).extracting(entry -> entry.path("kind").asString()).contains("user.merged");
        assertThat(history.path(0).path("cause").path("actor").asString()).isEqualTo("admin");
    }

    @Test
    void refusesToMergeWhatIsNoPairOfOneOrganization() {
        client.deliver(user("ann"));
        String ann = "/api/v1/users/" + id("ann") + "/merge";
        String nobody = "018f0000-0000-7000-8000-000000000000";
        client.deliver(ScalekitEvents.userCreated("diruser_far_" + organization).in("far_" + organization)
                .email("far" + email("ann")));

        client.post(ann, into(id("ann"))).assertProblem(409, "The two are one user.");
        client.post(ann, into(id("farann"))).assertProblem(409, "The two are users of different organizations.");
        client.post(ann, into(nobody)).assertProblem(404, "There is no user %s.".formatted(nobody));
        client.post("/api/v1/users/" + nobody + "/merge", into(id("ann"))).assertProblem(404,
                "There is no user %s.".formatted(nobody));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "'' | The body is not a JSON object.", "[] | The body is not a JSON object.",
            "{} | into must be the id of a user.", "{\"into\":null} | into must be the id of a user.",
            "{\"into\":\"ann\"} | into must be a UUID.",
            "{\"onto\":1,\"into\":\"018f0000-0000-7000-8000-000000000000\"} | onto is none of into." })
    void saysWhatIsWrongWithTheBodyOfAMerge(String body, String detail) {
        client.deliver(user("ann"));

        client.post("/api/v1/users/" + id("ann") + "/merge", body).assertProblem(400, detail);
    }

    @ParameterizedTest
    @CsvSource({ "users?limit=0, limit must be greater than or equal to 1.",
            "users?limit=-1, limit must be greater than or equal to 1.",
            "users?limit=101, limit must be less than or equal to 100.",
            "users?limit=abc, limit must be a whole number.", "users?limit=2147483648, limit must be a whole number.",
            "users?cursor=abc, cursor must be a UUID.",
            "'users?status=GONE', 'status must be one of ACTIVE, DEACTIVATED.'",
            "users?organization_id=a%00b, organization_id must not contain control characters.",
            "users?email=%00, email must not contain control characters.", "users/abc, id must be a UUID.",
            "users/abc/history, id must be a UUID.", "groups?limit=0, limit must be greater than or equal to 1.",
            "groups?cursor=%00, cursor must not contain control characters.",
            "groups?organization_id=%00, organization_id must not contain control characters.",
            "users/018f0000-0000-7000-8000-000000000000/history?cursor=x, cursor must be a whole number.",
            "users/018f0000-0000-7000-8000-000000000000/history?limit=101, limit must be less than or equal to 100." })
    void namesTheParameterThatIsWrong(String path, String detail) {
        get("/api/v1/" + path).assertProblem(400, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = { "PUT", "DELETE" })
    void refusesARoleWithAnImpossibleName(String method) {
        String roles = "/api/v1/users/018f0000-0000-7000-8000-000000000000/roles/";
        String detail = "role must have 1 to 255 characters and no control characters.";

        client.call(method, roles + "r".repeat(256)).assertProblem(400, detail);
        client.call(method, roles + "a%C2%85b").assertProblem(400, detail);
        assertThat(client.call(method, roles + "a%00b").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "%20", "%E2%80%8B", "%C2%A0%E2%80%8D%EF%B8%8F", "%E3%85%A4" })
    void refusesARoleOfWhichNothingCanBeSeen(String invisible) {
        client.deliver(user("zoe"));

        Answer answer = client.call("PUT", "/api/v1/users/" + id("zoe") + "/roles/" + invisible);

        answer.assertProblem(400, "role must have a character that can be seen.");
        assertThat(get("/api/v1/users/" + id("zoe")).json().path("roles")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "GET, ''", "GET, /history", "PUT, /roles/editor", "DELETE, /roles/editor", "PUT, /protection",
            "DELETE, /protection" })
    void knowsNobodyByAnUnknownId(String method, String path) {
        client.call(method, "/api/v1/users/018f0000-0000-7000-8000-000000000000" + path).assertProblem(404,
                "There is no user 018f0000-0000-7000-8000-000000000000.");
    }

    private SimulatedEvent user(String name) {
        return ScalekitEvents.userCreated("diruser_" + name + "_" + organization).in(organization).email(email(name));
    }

    private String email(String name) {
        return name + "@" + organization.replace("_", "") + ".example.com";
    }

    private String id(String name) {
        return only("/api/v1/users?email=" + email(name)).path("id").asString();
    }

    private static String into(String id) {
        return "{\"into\":\"%s\"}".formatted(id);
    }

    private Answer get(String path) {
        return client.get(path);
    }

    private JsonNode only(String path) {
        JsonNode data = get(path).json().path("data");
        assertThat(data).hasSize(1);
        return data.path(0);
    }

    private List<String> walk(String path, String field) {
        List<String> seen = new ArrayList<>();
        JsonNode page = get(path).json();
        page.path("data").forEach(one -> seen.add(one.path(field).asString()));
        while (!page.path("next_cursor").isNull()) {
            page = get(path + "&cursor=" + page.path("next_cursor").asString()).json();
            page.path("data").forEach(one -> seen.add(one.path(field).asString()));
        }
        return seen;
    }
}
