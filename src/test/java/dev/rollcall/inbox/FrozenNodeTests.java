package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.Barrier;
import dev.rollcall.RollcallNode;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Two nodes on one database, of which one freezes in the middle of a transaction.
class FrozenNodeTests {

    /// Not those whose statement has failed: who stood in line for a moment has locked nothing any more.
    private static final String IDLE = "pg_stat_activity where state = 'idle in transaction' and datname = current_database()";

    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));

    @Test
    void losesItsTransactionAndNobodyElseWaitsForIt() throws Exception {
        try (RollcallNode one = start("one");
                RollcallNode two = start("two")) {
            RollcallNode frozen;
            long gated;
            try (Barrier barrier = Barrier.before("insert on directory_user", "diruser_gated", url)) {
                gated = one.client().post(user("diruser_gated", "org_frozen"));
                frozen = await().until(barrier::waiting, nodes -> !nodes.isEmpty()).contains("one") ? one : two;
                frozen.freeze();
            }
            RollcallNode other = frozen == one ? two : one;
            List<Long> same = Stream.of("diruser_1", "diruser_2", "diruser_3")
                    .map(id -> other.client().post(user(id, "org_frozen"))).toList();

            other.client().deliver(user("diruser_other", "org_other"));
            assertThat(count(IDLE + " and application_name = '%s'".formatted(frozen == one ? "one" : "two")))
                    .as("open transactions of the frozen node").isPositive();
            assertThat(same).as("attempts of what waits").allMatch(id -> attempts(other, id) == 0);

            await().until(() -> count("webhook_event where status = 'PENDING'") == 0);
            frozen.thaw();
            frozen.client().deliver(user("diruser_after", "org_frozen"));
            assertThat(attempts(other, gated)).as("attempts of what the frozen node was at").isEqualTo(1);
            assertThat(count("webhook_event where status <> 'PROCESSED' or attempts <> 1")).isZero();
            assertThat(count("account_change where kind = 'user.created'")).isEqualTo(6);
        }
    }

    private RollcallNode start(String name) {
        return RollcallNode.start(url, URI.create("http://localhost:1"), "--rollcall.reconcile.automatic=false",
                "--rollcall.inbox.batch-size=1",
                "--spring.datasource.hikari.data-source-properties.ApplicationName=" + name);
    }

    private static SimulatedEvent user(String id, String organization) {
        return ScalekitEvents.userCreated(id).in(organization).email(id + "@example.com");
    }

    private static int attempts(RollcallNode node, long id) {
        return node.client().event(id).path("attempts").asInt();
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }
}
