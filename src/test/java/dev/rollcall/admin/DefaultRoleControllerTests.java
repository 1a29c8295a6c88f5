package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Chooses default roles over HTTP where the setting says one, too, and looks at the users that webhooks have made.
@RollcallTest
@TestPropertySource(properties = "rollcall.accounts.default-role=guest")
class DefaultRoleControllerTests {

    private static final String ALL = "/api/v1/default-role";

    private final String organization = "org_" + UUID.randomUUID();
    private final String own = "/api/v1/organizations/%s/default-role".formatted(organization);
    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void join() {
        client.deliver(userCreated("diruser_ann_" + organization).in(organization).email("ann@" + organization));
        client.deliver(
                userCreated("diruser_ed_" + organization).in(organization).email("ed@" + organization).roles("editor"));
        client.deliver(userCreated("diruser_gone_" + organization).in(organization).email("gone@" + organization));
        client.deliver(userDeleted("diruser_gone_" + organization).in(organization));
    }

    @AfterEach
    void leaveToTheSetting() {
        client.call("DELETE", ALL);
    }

    @Test
    void countsWhatTheOrganizationSaysBeforeWhatIsSaidForAllAndInTheSetting() {
        assertThat(client.get(own).json().toString()).isEqualTo(
                "{\"organization_id\":\"%s\",\"role\":\"guest\",\"source\":\"SETTING\"}".formatted(organization));
        assertThat(roles("ann")).isEqualTo("[{\"name\":\"guest\",\"source\":\"DEFAULT\"}]");

        assertThat(client.call("PUT", ALL, "{\"role\":\"visitor\"}").json().toString())
                .isEqualTo("{\"organization_id\":null,\"role\":\"visitor\",\"source\":\"ALL\"}");
        assertThat(roles("ann")).isEqualTo("[{\"name\":\"visitor\",\"source\":\"DEFAULT\"}]");
        assertThat(client.get(own).json().path("source").asString()).isEqualTo("ALL");

        assertThat(client.call("PUT", own, "{\"role\":\" member \"}").json().path("role").asString())
                .isEqualTo("member");
        assertThat(roles("ann")).isEqualTo("[{\"name\":\"member\",\"source\":\"DEFAULT\"}]");
        assertThat(client.get("/api/v1/default-roles?limit=100").json().path("data").valueStream()
                .map(one -> one.path("organization_id").asString())).contains(organization);

        client.call("PUT", own, "{\"none\":true}");
        assertThat(roles("ann")).isEqualTo("[]");
        assertThat(client.get(own).json().toString()).isEqualTo(
                "{\"organization_id\":\"%s\",\"role\":null,\"source\":\"ORGANIZATION\"}".formatted(organization));

        assertThat(client.call("DELETE", own).json().path("role").asString()).isEqualTo("visitor");
        client.call("DELETE", ALL);
        assertThat(roles("ann")).isEqualTo("[{\"name\":\"guest\",\"source\":\"DEFAULT\"}]");
        assertThat(roles("ed")).isEqualTo("[{\"name\":\"editor\",\"source\":\"DIRECTORY\"}]");
        assertThat(roles("gone")).isEqualTo("[]");
    }

    @Test
    void saysInTheHistoryAndTheFeedWhoChoseIt() {
        client.call("PUT", own, "{\"role\":\"member\"}");

        JsonNode told = client.get("/api/v1/users/%s/history".formatted(id("ann"))).json().path("data").path(0);
        assertThat(told.path("changes").toString())
                .isEqualTo("[{\"field\":\"roles\",\"from\":[\"guest (DEFAULT)\"],\"to\":[\"member (DEFAULT)\"]}]");
        assertThat(told.path("cause").path("actor").asString()).isEqualTo("admin");
        assertThat(client.get("/api/v1/users/%s/history".formatted(id("ed"))).json().path("data")).hasSize(1);
        JsonNode audited = client.get("/api/v1/audit?limit=1").json().path("data").path(0);
        assertThat(audited.path("path").asString()).isEqualTo("/api/v1/organizations/{id}/default-role");
        assertThat(audited.path("details").toString())
                .isEqualTo("{\"id\":\"%s\",\"role\":\"member\"}".formatted(organization));
    }

    @Test
    void saysBeforehandWhatItWouldDo() {
        JsonNode preview = preview(own, "{\"role\":\"member\"}");
        assertThat(preview.path("users").asInt()).isEqualTo(1);
        assertThat(preview.path("roles").toString()).isEqualTo(
                "[{\"role\":\"guest\",\"given\":0,\"taken\":1},{\"role\":\"member\",\"given\":1,\"taken\":0}]");
        assertThat(preview.at("/data/0/email").asString()).isEqualTo("ann@" + organization);
        assertThat(preview(own, "{\"none\":true}").path("roles").toString())
                .isEqualTo("[{\"role\":\"guest\",\"given\":0,\"taken\":1}]");
        assertThat(preview(own, "{}").path("users").asInt()).isZero();
        assertThat(roles("ann")).contains("guest");

        client.call("PUT", own, "{\"role\":\"member\"}");
        assertThat(preview(own, "{}").path("roles").toString()).isEqualTo(
                "[{\"role\":\"guest\",\"given\":1,\"taken\":0},{\"role\":\"member\",\"given\":0,\"taken\":1}]");
        assertThat(preview(ALL, "{\"none\":true}").path("data").valueStream()
                .map(user -> user.path("organization_id").asString())).doesNotContain(organization);
        assertThat(roles("ann")).contains("member");
    }

    @Test
    void findsWhoHasItAndSaysTheSameInSql() {
        client.call("PUT", own, "{\"role\":\"member\"}");

        assertThat(
                client.get("/api/v1/users?organization_id=%s&role=member".formatted(organization)).json().path("data"))
                        .hasSize(1);
        assertThat(jdbc.sql("select roles from rollcall_api.users where organization_id = ? and status = 'ACTIVE'")
                .param(organization).query((row, number) -> List.of((Object[]) row.getArray(1).getArray())).list())
                        .containsExactlyInAnyOrder(List.of("member"), List.of("editor"));
        client.call("PUT", own, "{\"none\":true}");
        assertThat(jdbc.sql("select role from rollcall_api.user_roles where organization_id = ?").param(organization)
                .query(String.class).list()).containsExactly("editor");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{}                              | Give role, or none: true. DELETE lets what is more general count.",
            "{\"role\":\"a\",\"none\":true}  | Give role or none, not both.",
            "{\"roles\":\"a\"}               | roles is none of role and none.",
            "{\"role\":\"\"}                 | role must have 1 to 255 characters and no control characters." })
    void refusesWhatIsNoChoice(String json, String detail) {
        client.call("PUT", own, json).assertProblem(400, detail);
        assertThat(client.get(own).json().path("source").asString()).isEqualTo("SETTING");
    }

    @Test
    void knowsNoOrganizationByAnUnknownId() {
        String unknown = "/api/v1/organizations/org_nobody/default-role";
        for (Answer answer : List.of(client.get(unknown), client.call("DELETE", unknown),
                client.call("PUT", unknown, "{\"none\":true}"), client.post(unknown + "/preview", "{}"))) {
            answer.assertProblem(404, "There is no organization org_nobody.");
        }
    }

    @Test
    void choosesInTheConsoleWhatHasBeenLookedAt(@LocalServerPort int port) {
        ConsoleClient browser = new ConsoleClient(port).signedIn();
        String page = "/console/mappings/default";
        String preview = page + "/preview?kind=ROLE&role=member&organization_id=" + organization;

        assertThat(text(browser.get(preview))).contains("1 user would have other roles", "guest : 1 lose it",
                "member : 1 get it", "ann@" + organization);
        assertThat(roles("ann")).contains("guest");
        Answer saved = browser.submit(preview, page,
                Map.of("organization_id", organization, "kind", "ROLE", "role", "member"));

        assertThat(saved.status()).isEqualTo(302);
        assertThat(roles("ann")).contains("member");
        assertThat(text(browser.get(page))).contains("guest as the setting says", organization + " member Change");
        assertThat(text(browser.get("/console/customers/" + organization))).contains("Default role member Change");
        assertThat(text(browser.get("/console/people/" + id("ann")))).contains("member the default role");
        browser.submit(preview, page, Map.of("organization_id", organization, "kind", "NOTHING"));
        assertThat(text(browser.get("/console/customers/" + organization)))
                .contains("Default role guest as the setting says Change");
        assertThat(text(browser.get(page + "/preview?kind=ROLE"))).contains("role must have 1 to 255 characters");
        assertThat(browser.get(page + "?organization_id=org_nobody").status()).isEqualTo(404);
    }

    private static String text(Answer answer) {
        return answer.http().body().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    private JsonNode preview(String path, String json) {
        Answer answer = client.post(path + "/preview", json);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.json();
    }

    private UUID id(String name) {
        return jdbc.sql("select account_id from directory_user where id = ?")
                .param("diruser_%s_%s".formatted(name, organization)).query(UUID.class).single();
    }

    private String roles(String name) {
        return client.get("/api/v1/users/" + id(name)).json().path("roles").toString();
    }
}
