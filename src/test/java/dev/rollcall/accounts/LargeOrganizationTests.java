package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.JavaProcess;
import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A large organization is deleted, and the node that is at it is killed.
class LargeOrganizationTests {

    private static final int PEOPLE = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));
    private final List<JavaProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(JavaProcess::close);
    }

    private RollcallClient start() {
        int port = JavaProcess.freePort();
        processes.add(JavaProcess.start(Rollcall.class, List.of("-Xmx128m"),
                List.of("--server.port=" + port, "--spring.datasource.url=" + url,
                        "--spring.datasource.username=postgres", "--spring.datasource.password=postgres",
                        "--SCALEKIT_ENVIRONMENT_URL=http://localhost:1", "--SCALEKIT_CLIENT_ID=skc_test",
                        "--SCALEKIT_CLIENT_SECRET=test", "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET,
                        "--rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN, "--rollcall.reconcile.automatic=false",
                        "--logging.level.root=warn", "--spring.main.banner-mode=off")));
        RollcallClient client = new RollcallClient(port);
        await().atMost(PATIENCE).ignoreExceptionsMatching(LargeOrganizationTests::isNotUpYet)
                .until(() -> client.get("/actuator/health/readiness").status() == 200);
        return client;
    }

    private static boolean isNotUpYet(Throwable failed) {
        return failed instanceof ConnectException
                || failed instanceof UncheckedIOException && failed.getCause() instanceof ConnectException;
    }

    @Test
    void isDeactivatedToItsEndByAnotherNodeWhenTheFirstIsKilledInTheMiddle() throws Exception {
        RollcallClient first = start();
        people();
        long id;
        try (Connection gate = DriverManager.getConnection(url, "postgres", "postgres")) {
            closeGate(gate);
            SimulatedEvent deleted = organizationDeleted("org_large");
            id = first.send(first.webhook(deleted.webhookId(), deleted.bytes())).json().path("id").asLong();
            await().atMost(PATIENCE).until(() -> count("pg_locks where classid = 4711 and not granted") > 0);

            processes.getFirst().kill();
        }
        long done = count("app_user where status = 'DEACTIVATED'");
        jdbc.sql("drop function wait_at_gate cascade").update();
        RollcallClient second = start();

        await().atMost(PATIENCE)
                .until(() -> second.get("/api/v1/events/" + id).json().path("status").asString().equals("PROCESSED"));
        assertThat(done).as("deactivated when the node was killed").isBetween(1L, PEOPLE - 1L);
        assertThat(count("app_user where status = 'ACTIVE'")).isZero();
        assertThat(count("account_change where kind = 'user.deactivated'")).isEqualTo(PEOPLE);
        assertThat(count("(select distinct account_id from account_change) as everybody")).isEqualTo(PEOPLE);
        assertThat(count("wide_change")).isZero();
    }

    private void people() {
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, status, created_at, updated_at, search)
                        select md5(n::text)::uuid, 'org_large', n || '@x.org', 'ACTIVE', now(), now(), '' from generate_series(1, :people) n""")
                .param("people", PEOPLE).update();
        jdbc.sql("""
                insert into directory_user (id, organization_id, account_id, active, email, observed_at, observed_event)
                select 'diruser_' || n, 'org_large', md5(n::text)::uuid, true, n || '@x.org', '2026-01-01', 'evt_1'
                  from generate_series(1, :people) n""").param("people", PEOPLE).update();
    }

    /// Nobody gets past somebody in the middle while the connection is open.
    private static void closeGate(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock(4711, 0)");
            statement.execute("""
                    create function wait_at_gate() returns trigger language plpgsql as $$
                    begin
                        perform pg_advisory_xact_lock(4711, 0);
                        return new;
                    end $$""");
            statement.execute(
                    """
                            do $$ begin execute format(
                                'create trigger gate before update on app_user for each row when (new.id = %L) execute function wait_at_gate()',
                                (select id from app_user order by id offset 2500 limit 1)); end $$""");
        }
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }
}
