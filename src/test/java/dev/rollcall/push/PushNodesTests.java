package dev.rollcall.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallNode;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ApplicationDouble;
import dev.rollcall.simulator.ApplicationDouble.Reply;
import dev.rollcall.simulator.ScalekitEvents;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Nodes in processes of their own, on one database: they can be killed and frozen.
class PushNodesTests {

    private static final URI NO_SCALEKIT = URI.create("http://localhost:1");

    private final ApplicationDouble application = ApplicationDouble.start();
    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));
    private final List<RollcallNode> nodes = new ArrayList<>();
    private int people;

    @AfterEach
    void stop() {
        nodes.forEach(RollcallNode::close);
        application.close();
    }

    /// A node that is silent for some seconds is dead.
    private RollcallNode start() {
        RollcallNode node = RollcallNode.start(url, NO_SCALEKIT, "--rollcall.reconcile.automatic=false",
                "--db-scheduler.heartbeat-interval=1s", "--db-scheduler.polling-interval=500ms",
                "--rollcall.push.timeout=1m", "--rollcall.push.first-retry=50ms", "--rollcall.push.longest-retry=200ms",
                "--ROLLCALL_PUSH_URL=" + application.url(), "--ROLLCALL_PUSH_SECRET=" + ApplicationDouble.SECRET);
        nodes.add(node);
        await().until(() -> epoch() > 0);
        return node;
    }

    @Test
    void deliverFromOneOfThemOnlyAndGoOnWhenItIsStopped() {
        RollcallNode first = start();
        RollcallNode second = start();
        for (int i = 0; i < 20; i++) {
            person(first);
            person(second);
        }
        await().until(() -> application.users().size() == 40);
        assertThat(epoch()).isEqualTo(1);

        first.close();
        person(second);
        await().until(() -> application.users().size() == 41);
        assertThat(application.cursors()).isEqualTo(LongStream.rangeClosed(1, 41).boxed().toList());
        assertThat(epoch()).isEqualTo(2);
    }

    @Test
    void goOnWhenTheOneThatDeliversIsKilled() throws Exception {
        RollcallNode first = start();
        RollcallNode second = start();
        application.answering(Reply.NEVER);
        person(first);
        await().until(() -> application.deliveries().size() == 1);
        first.process().kill();
        application.answering(Reply.of(204));
        person(second);

        await().until(() -> application.users().size() == 2);
        assertThat(application.cursors()).containsExactly(1L, 2L);
        assertThat(epoch()).isEqualTo(2);
    }

    @Test
    void confirmNothingAnyMoreOnceAnotherOneDelivers() throws Exception {
        RollcallNode first = start();
        RollcallNode second = start();
        application.answering(delivery -> Reply.of(204)
                .after(application.deliveries().size() == 1 ? Duration.ofSeconds(1) : Duration.ZERO));
        person(second);
        await().until(() -> application.deliveries().size() == 1);
        first.freeze();
        for (int i = 0; i < 5; i++) {
            person(second);
        }
        await().until(() -> confirmed(second) == 6);
        assertThat(epoch()).isEqualTo(2);
        first.thaw();
        await().until(() -> first.client().get("/actuator/health/liveness").status() == 200);

        for (int i = 0; i < 20; i++) {
            person(first);
        }
        await().until(() -> confirmed(second) == 26);
        List<Long> cursors = new ArrayList<>(application.cursors());
        assertThat(cursors.remove(1L)).as("the first one was on its way").isTrue();
        assertThat(cursors).isEqualTo(LongStream.rangeClosed(1, 26).boxed().toList());
        assertThat(epoch()).isEqualTo(2);
    }

    private static long confirmed(RollcallNode node) {
        return node.client().get("/api/v1/push").json().path("confirmed_cursor").asLong();
    }

    private void person(RollcallNode node) {
        node.client().deliver(ScalekitEvents.userCreated("diruser_" + ++people).email(people + "@example.com"));
    }

    private long epoch() {
        return jdbc.sql("select epoch from push_state").query(Long.class).single();
    }
}
