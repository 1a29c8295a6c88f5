package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.ScalekitEvents;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Whatever locks something does not keep it if its node freezes.
@RollcallTest
class TransactionLimitsTests {

    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private TransactionTemplate transaction;

    private final String organization = "org_" + UUID.randomUUID();
    private RollcallClient client;
    private JdbcClient elsewhere;

    @BeforeEach
    void watch(@LocalServerPort int port, @Value("${spring.datasource.url}") String url) {
        client = new RollcallClient(port);
        elsewhere = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));
        elsewhere.sql("""
                create table unlimited (query text);
                create function note_unlimited() returns trigger language plpgsql as $$
                begin
                    -- What is acknowledged is committed by the statement that keeps it.
                    if current_setting('idle_in_transaction_session_timeout') = '0'
                            and not (tg_table_name = 'webhook_event' and tg_op = 'INSERT') then
                        insert into unlimited values (current_query());
                    end if;
                    return null;
                end $$""").update();
        eachTable("""
                create trigger note_unlimited after insert or update or delete on %I
                for each row execute function note_unlimited()""");
    }

    @AfterEach
    void unwatch() {
        eachTable("drop trigger if exists note_unlimited on %I");
        elsewhere.sql("drop function note_unlimited; drop table unlimited").update();
    }

    /// Each table by itself: whoever locks several of them waits in a circle with what goes on meanwhile.
    private void eachTable(String statement) {
        elsewhere.sql("""
                do $$
                declare
                    name text;
                begin
                    -- Each statement about the last two is its own transaction.
                    for name in select tablename from pg_tables
                                 where schemaname = 'public'
                                   and tablename not in ('unlimited', 'audit_entry', 'scheduled_tasks') loop
                        execute format('%s', name);
                        commit;
                    end loop;
                end $$""".formatted(statement)).update();
    }

    @Test
    void standInEveryTransactionThatChangesSomething() {
        String person = "diruser_" + UUID.randomUUID();
        long event = client.deliver(ScalekitEvents.userCreated(person).in(organization).email("a@example.com")
                .groups(ScalekitEvents.group("dirgroup_" + person, "Admins"))).path("id").asLong();
        client.deliver(ScalekitEvents.organizationUpdated(organization).in(organization));
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + person).in(organization));
        String account = jdbc.sql("select id from app_user where organization_id = ?").param(organization)
                .query(UUID.class).single().toString();
        client.call("PUT", "/api/v1/users/" + account + "/roles/auditor");
        JsonNode mapping = client.post("/api/v1/role-mappings",
                "{\"organization_id\":\"%s\",\"match\":\"NAME\",\"value\":\"Admins\",\"role\":\"admin\"}"
                        .formatted(organization))
                .json();
        client.call("DELETE", "/api/v1/role-mappings/" + mapping.path("id").asLong());
        client.get("/api/v1/changes");
        assertThat(client.call("POST", "/api/v1/events/" + event + "/replay").status()).isEqualTo(202);
        client.finished(event);
        assertThat(client.post("/api/v1/events/replay", "{\"status\":\"PROCESSED\"}").status()).isEqualTo(202);
        JsonNode run = client.post("/api/v1/sync-runs", "{}").json();
        await().until(() -> client.get("/api/v1/sync-runs/" + run.path("id").asLong()).json().path("status").asString(),
                status -> status.equals("FAILED"));
        for (String query : List.of("?dry_run=true", "")) {
            adopt(query);
        }

        assertThat(elsewhere.sql("select query from unlimited").query(String.class).list()).isEmpty();
    }

    private void adopt(String query) {
        String adoption = client.send(client.request("/api/v1/adoptions" + query)
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(
                        "organization_id,email,external_id,roles\n%s,a@example.com,1,adopted\n%s,b@example.com,,"
                                .formatted(organization, organization)))
                .build()).header("Location");
        await().until(() -> client.get(adoption).json().path("status").asString(),
                status -> status.equals("SUCCEEDED"));
    }

    @Test
    void letNobodyBeGivenAConnectionThatTheyHaveEnded() {
        for (int again : IntStream.range(0, 5).toArray()) {
            assertThatExceptionOfType(DataAccessException.class).as("time %d", again)
                    .isThrownBy(() -> transaction.executeWithoutResult(status -> {
                        int session = jdbc.sql(
                                "select pg_backend_pid() from set_config('idle_in_transaction_session_timeout', '10ms', true)")
                                .query(Integer.class).single();
                        await().until(() -> elsewhere.sql("select count(*) from pg_stat_activity where pid = ?")
                                .param(session).query(Long.class).single() == 0);
                        jdbc.sql("select 1").query().singleRow();
                    }));
            assertThat(List.of(1, 2, 3)).allMatch(one -> jdbc.sql("select 1").query(Integer.class).single() == 1);
        }
    }
}
