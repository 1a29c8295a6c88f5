package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Shows that whatever may change something leaves an entry, over the API and in the console.
@RollcallTest
class AuditTests {

    @Autowired
    private RollcallClient client;
    private ConsoleClient browser;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private AuditLog log;

    @Autowired
    private SignInThrottle throttle;

    @BeforeEach
    void begin(@LocalServerPort int port) {
        browser = new ConsoleClient(port);
        jdbc.sql("delete from audit_entry").update();
    }

    @AfterEach
    void forget() {
        throttle.succeeded("127.0.0.1");
    }

    @Test
    void saysWhoDidWhatToWhatAndWhatItCameTo() {
        String id = client.deliver(ScalekitEvents.organizationCreated("org_audit")).path("id").asString();
        client.call("POST", "/api/v1/events/" + id + "/replay");

        JsonNode entry = onlyEntry();
        assertThat(entry.propertyNames()).containsExactly("id", "occurred_at", "actor", "method", "path", "details",
                "status");
        assertThat(entry.path("actor").asString()).isEqualTo("admin");
        assertThat(entry.path("method").asString()).isEqualTo("POST");
        assertThat(entry.path("path").asString()).isEqualTo("/api/v1/events/{id}/replay");
        assertThat(entry.path("details")).hasToString("{\"id\":\"%s\"}".formatted(id));
        assertThat(entry.path("status").asInt()).isEqualTo(202);
    }

    @Test
    void saysWhatTheBodyAskedForButNothingThatItDoesNotKnow() {
        client.post("/api/v1/events/replay",
                "{\"status\":\"DEAD\",\"type\":\"organization.created\",\"email\":\"ann@example.com\"}");

        JsonNode entry = onlyEntry();
        assertThat(entry.path("status").asInt()).isEqualTo(400);
        assertThat(entry.path("details")).hasToString("{\"type\":\"organization.created\",\"status\":\"DEAD\"}");
    }

    @Test
    void saysWhatARunWasToLookAt() {
        client.post("/api/v1/sync-runs", "{\"directory_id\":\"dir_none\",\"mode\":\"FULL\",\"dry_run\":true}");

        assertThat(onlyEntry().path("details"))
                .hasToString("{\"mode\":\"FULL\",\"dry_run\":true,\"directory_id\":\"dir_none\"}");
    }

    @Test
    void saysWhoMergedWhomIntoWhom() {
        String one = UUID.randomUUID().toString();
        String other = UUID.randomUUID().toString();
        client.post("/api/v1/users/" + one + "/merge", "{\"into\":\"%s\"}".formatted(other));
        browser.signedIn().submit("/console/audit", "/console/people/" + one + "/merge", Map.of("into", other));

        List<JsonNode> entries = entries("").toList();
        assertThat(entries).extracting(entry -> entry.path("path").asString())
                .containsExactly("/console/people/{id}/merge", "/console/sign-in", "/api/v1/users/{id}/merge");
        assertThat(List.of(entries.get(0), entries.get(2))).allSatisfy(entry -> {
            assertThat(entry.path("actor").asString()).isEqualTo("admin");
            assertThat(entry.path("details").path("id").asString()).isEqualTo(one);
            assertThat(entry.path("details").path("into").asString()).isEqualTo(other);
            assertThat(entry.path("status").asInt()).isEqualTo(404);
        });
    }

    @Test
    void hasAnEntryOfWhatFailedToo() {
        String nobody = UUID.randomUUID().toString();
        client.call("PUT", "/api/v1/users/" + nobody + "/roles/editor");

        JsonNode entry = onlyEntry();
        assertThat(entry.path("path").asString()).isEqualTo("/api/v1/users/{id}/roles/{role}");
        assertThat(entry.path("details").path("role").asString()).isEqualTo("editor");
        assertThat(entry.path("status").asInt()).isEqualTo(404);
    }

    @Test
    void hasNoEntryOfReading() {
        client.get("/api/v1/users");
        browser.signedIn();
        browser.get("/console");
        client.call("HEAD", "/api/v1/users");

        assertThat(entries("").map(entry -> entry.path("path").asString())).containsExactly("/console/sign-in");
    }

    @Test
    void hasAnEntryOfEverySignInAndSignOut() {
        browser.signIn("wrong-token-0000000");
        browser.signedIn();
        browser.submit("/console/audit", "/console/sign-out", Map.of());

        assertThat(entries("").map(entry -> "%s %s %d".formatted(entry.path("actor").asString(),
                entry.path("path").asString(), entry.path("status").asInt()))).containsExactly(
                        "admin /console/sign-out 302", "admin /console/sign-in 302", "anonymous /console/sign-in 401");
        assertThat(jdbc.sql("select count(*) from audit_entry e where cast(e.* as text) ~ 'token-0000'")
                .query(Long.class).single()).isZero();
    }

    @Test
    void writesNothingDownForWhoeverHasToWait() {
        for (int i = 0; i < 5; i++) {
            browser.signIn("wrong");
        }

        assertThat(entries("")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console/refused", "/console/assets/console.css" })
    void writesNothingDownForNobody(String path) {
        browser.submit("/console/sign-in", path, Map.of());

        assertThat(entries("")).isEmpty();
    }

    @Test
    void hasAnEntryOfWhatIsDoneInTheConsole() {
        browser.signedIn().submit("/console/runs", "/console/runs",
                Map.of("organization_id", "org_none", "mode", "FULL", "made_up", "ann@example.com"));

        JsonNode entry = entries("").findFirst().orElseThrow();
        assertThat(entry.path("actor").asString()).isEqualTo("admin");
        assertThat(entry.path("path").asString()).isEqualTo("/console/runs");
        assertThat(entry.path("details")).hasToString("{\"mode\":\"FULL\",\"organization_id\":\"org_none\"}");
    }

    @Test
    void listsEntriesByActorNewestFirstInPages() {
        browser.signIn("wrong");
        browser.signedIn();
        client.call("POST", "/api/v1/events/0/replay");

        Answer page = client.get("/api/v1/audit?actor=admin&limit=1");
        assertThat(page.json().path("data").path(0).path("path").asString()).isEqualTo("/api/v1/events/{id}/replay");
        String cursor = page.json().path("next_cursor").asString();
        assertThat(entries("?actor=admin&cursor=" + cursor).map(entry -> entry.path("path").asString()))
                .containsExactly("/console/sign-in");
        assertThat(entries("?actor=nobody")).isEmpty();
    }

    @Test
    void writesTheEntryBeforeTheActionSoThatOneThatIsCutOffHasOneToo() {
        jdbc.sql(
                """
                        create or replace function entry_exists() returns trigger language plpgsql as $$
                        begin
                            if not exists (select from audit_entry where path = '/api/v1/users/{id}/roles/{role}' and status is null) then
                                raise exception 'no entry';
                            end if;
                            return new;
                        end $$""")
                .update();
        jdbc.sql("create trigger audited before insert on role_grant for each row execute function entry_exists()")
                .update();
        client.deliver(ScalekitEvents.userCreated("diruser_audited").in("org_audit").email("a@example.com"));
        String id = client.get("/api/v1/users?organization_id=org_audit").json().path("data").path(0).path("id")
                .asString();

        assertThat(client.call("PUT", "/api/v1/users/" + id + "/roles/editor").status()).isEqualTo(200);

        jdbc.sql("drop trigger audited on role_grant").update();
        assertThat(onlyEntry().path("status").asInt()).isEqualTo(200);
    }

    @Test
    void forgetsWhatIsTooOld() {
        client.call("POST", "/api/v1/events/0/replay");
        Instant between = Instant.now();
        client.call("POST", "/api/v1/sync-runs/0/cancel");

        log.forget(between);

        assertThat(onlyEntry().path("path").asString()).isEqualTo("/api/v1/sync-runs/{id}/cancel");
    }

    private JsonNode onlyEntry() {
        assertThat(entries("")).hasSize(1);
        return entries("").findFirst().orElseThrow();
    }

    private Stream<JsonNode> entries(String query) {
        return client.get("/api/v1/audit" + query).json().path("data").valueStream();
    }
}
