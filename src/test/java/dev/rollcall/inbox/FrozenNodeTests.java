package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallNode;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Two nodes on one database, of which one freezes in the middle of a transaction.
class FrozenNodeTests {

    /// Not those whose statement has failed: who stood in line for a moment holds nothing any more.
    private static final String IDLE = "pg_stat_activity where state = 'idle in transaction' and datname = current_database()";

    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));

    @Test
    void losesItsTransactionAndNobodyElseWaitsForIt() throws Exception {
        try (RollcallNode one = start("one");
                RollcallNode two = start("two")) {
            RollcallNode frozen;
            long held;
            try (Connection gate = DriverManager.getConnection(url, "postgres", "postgres")) {
                close(gate, "diruser_gated");
                held = post(one, user("diruser_gated", "org_frozen"));
                frozen = await().until(this::atTheGate, nodes -> !nodes.isEmpty()).contains("one") ? one : two;
                frozen.freeze();
            }
            RollcallNode other = frozen == one ? two : one;
            List<Long> same = Stream.of("diruser_1", "diruser_2", "diruser_3")
                    .map(id -> post(other, user(id, "org_frozen"))).toList();

            other.client().deliver(user("diruser_other", "org_other"));
            assertThat(count(IDLE)).as("open transactions of the frozen node").isEqualTo(1);
            assertThat(same).as("attempts of what waits").allMatch(id -> attempts(other, id) == 0);

            await().atMost(Duration.ofSeconds(15)).until(() -> count("webhook_event where status = 'PENDING'") == 0);
            frozen.thaw();
            frozen.client().deliver(user("diruser_after", "org_frozen"));
            assertThat(attempts(other, held)).as("attempts of what the frozen node was at").isEqualTo(1);
            assertThat(count("webhook_event where status <> 'PROCESSED' or attempts <> 1")).isZero();
            assertThat(count("account_change where kind = 'user.created'")).isEqualTo(6);
        }
    }

    private RollcallNode start(String name) {
        return RollcallNode.start(url, URI.create("http://localhost:1"), "--rollcall.reconcile.automatic=false",
                "--rollcall.inbox.batch-size=1",
                "--spring.datasource.hikari.data-source-properties.ApplicationName=" + name);
    }

    /// Nobody gets past this user while the connection is open.
    private static void close(Connection gate, String directoryUserId) throws SQLException {
        try (var statement = gate.createStatement()) {
            statement.execute("select pg_advisory_lock(4711)");
            statement.execute("""
                    create function wait_at_gate() returns trigger language plpgsql as $$
                    begin
                        perform pg_advisory_xact_lock(4711);
                        return new;
                    end $$""");
            statement.execute("""
                    create trigger gate before insert on directory_user for each row
                      when (new.id = '%s') execute function wait_at_gate()""".formatted(directoryUserId));
        }
    }

    private List<String> atTheGate() {
        return jdbc
                .sql("""
                        select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
                         where a.datname = current_database() and l.locktype = 'advisory' and l.objid = 4711 and not l.granted""")
                .query(String.class).list();
    }

    private static SimulatedEvent user(String id, String organization) {
        return ScalekitEvents.userCreated(id).in(organization).email(id + "@example.com");
    }

    private static long post(RollcallNode node, SimulatedEvent event) {
        return node.client().send(node.client().webhook(event.webhookId(), event.bytes())).json().path("id").asLong();
    }

    private static int attempts(RollcallNode node, long id) {
        return node.client().get("/api/v1/events/" + id).json().path("attempts").asInt();
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }
}
