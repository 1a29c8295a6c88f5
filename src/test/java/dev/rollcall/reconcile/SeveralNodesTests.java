package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.Barrier;
import dev.rollcall.JavaProcess;
import dev.rollcall.RollcallNode;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/// Nodes in processes of their own, on one database: they can be killed.
class SeveralNodesTests {

    private static final int PAGE = 30;
    private static final int PEOPLE = 3_000;

    /// A node that is silent for some seconds is dead.
    private static final String[] TAKEN_OVER_SOON = { "--rollcall.reconcile.automatic=false",
            "--db-scheduler.heartbeat-interval=1s", "--db-scheduler.polling-interval=500ms" };

    private final ScalekitSimulator scalekit = ScalekitSimulator.start(RollcallTest.SECRET)
            .beginning(Duration.ofHours(6));
    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));
    private final List<RollcallNode> nodes = new ArrayList<>();

    private record Node(JavaProcess process, Reconciler rollcall) {
    }

    @AfterEach
    void stop() {
        nodes.forEach(RollcallNode::close);
        scalekit.close();
    }

    private Node start(String... settings) {
        RollcallNode node = RollcallNode.start(url, scalekit.url(), settings);
        nodes.add(node);
        return new Node(node.process(), new Reconciler(node.client()));
    }

    private SimulatedDirectory directory() {
        SimulatedDirectory directory = scalekit.createDirectory();
        directory.generate(PEOPLE, 5);
        scalekit.advance(Duration.ofMinutes(1));
        return directory;
    }

    private long begin(Node node, SimulatedDirectory directory) {
        return node.rollcall().client()
                .post("/api/v1/sync-runs", "{\"organization_id\":\"%s\"}".formatted(directory.organizationId())).json()
                .path("id").asLong();
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }

    @Test
    void goesOnFromTheLastPageOnAnotherNodeWhenTheFirstIsKilled() throws InterruptedException {
        Node first = start(TAKEN_OVER_SOON);
        SimulatedDirectory directory = directory();
        var killed = new CountDownLatch(1);
        scalekit.afterPage(PEOPLE / PAGE / 2, () -> pause(killed));
        long run = begin(first, directory);
        await().until(() -> count("staged_user") > 0 && scalekit.requests("users") == PEOPLE / PAGE / 2);
        Node second = start(TAKEN_OVER_SOON);

        first.process().kill();
        killed.countDown();
        long staged = count("staged_user");
        scalekit.resetRequests();

        await().until(() -> count("sync_run where epoch > 1") > 0);
        JsonNode report = second.rollcall().ended(run);
        assertThat(report.path("status").asString()).as(report.toString()).isEqualTo("SUCCEEDED");
        assertThat(report.path("users_seen").asInt()).isEqualTo(PEOPLE);
        assertThat(scalekit.requests("users")).isEqualTo(Math.ceilDiv(PEOPLE - staged, PAGE));
        second.rollcall().assertInStep(directory);
    }

    @Test
    void doesNotReadAListingAgainThatWasReadToItsEndWhenTheNodeWasKilled() throws InterruptedException {
        Node first = start(TAKEN_OVER_SOON);
        SimulatedDirectory directory = directory();
        var killed = new CountDownLatch(1);
        scalekit.onRequest(target -> {
            if (target.endsWith(directory.id()) && scalekit.requests("users") == PEOPLE / PAGE) {
                pause(killed);
            }
        });
        long run = begin(first, directory);
        await().until(() -> count("sync_run_directory where listed") > 0);
        Node second = start(TAKEN_OVER_SOON);

        first.process().kill();
        killed.countDown();

        await().until(() -> count("sync_run where epoch > 1") > 0);
        JsonNode report = second.rollcall().ended(run);
        assertThat(report.path("status").asString()).as(report.toString()).isEqualTo("SUCCEEDED");
        assertThat(scalekit.requests("users")).isEqualTo(PEOPLE / PAGE);
        second.rollcall().assertInStep(directory);
    }

    private static void pause(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void appliesTheRestOnAnotherNodeWhenTheFirstIsKilledInTheMiddle() throws Exception {
        Node first = start(TAKEN_OVER_SOON);
        SimulatedDirectory directory = directory();
        String middle = directory.users().stream().map(user -> user.id()).sorted().toList().get(PEOPLE / 2);
        long run;
        try (Barrier barrier = Barrier.before("insert on directory_user", middle, url)) {
            run = begin(first, directory);
            await().until(() -> !barrier.waiting().isEmpty());

            first.process().kill();
        }
        long applied = count("directory_user");
        Node second = start(TAKEN_OVER_SOON);

        JsonNode report = second.rollcall().ended(run);
        assertThat(applied).as("users when the node was killed").isBetween(1L, PEOPLE - 1L);
        assertThat(report.path("status").asString()).as(report.toString()).isEqualTo("SUCCEEDED");
        assertThat(report.path("created").asInt()).isEqualTo(PEOPLE);
        second.rollcall().assertInStep(directory);
        assertThat(count("(select from account_change where kind = 'user.created' group by account_id"
                + " having count(*) > 1) as twice")).isZero();
        assertThat(count("sync_change where status <> 'APPLIED'")).isZero();
    }

    @Test
    void makesEachDueRunOnceOnTwoNodes() {
        scalekit.createDirectory().generate(10);
        String[] settings = { "--rollcall.reconcile.interval=1s", "--db-scheduler.polling-interval=200ms" };
        Node first = start(settings);
        Node second = start(settings);
        long before = scheduled(second).size();

        await().until(() -> scheduled(second).size() >= before + 5);

        List<JsonNode> runs = scheduled(first);
        assertThat(runs).filteredOn(run -> run.path("mode").asString().equals("FULL")).hasSize(1);
        assertThat(count("sync_run where epoch > 1")).isZero();
        List<OffsetDateTime> dueAt = runs.stream().map(run -> OffsetDateTime.parse(run.path("created_at").asString()))
                .sorted().toList();
        for (int i = 1; i < dueAt.size(); i++) {
            assertThat(Duration.between(dueAt.get(i - 1), dueAt.get(i))).isGreaterThanOrEqualTo(Duration.ofMillis(999));
        }
    }

    private static List<JsonNode> scheduled(Node node) {
        return node.rollcall().client().get("/api/v1/sync-runs?limit=100").json().path("data").valueStream()
                .filter(run -> run.path("trigger").asString().equals("SCHEDULED"))
                .filter(run -> run.path("status").asString().equals("SUCCEEDED")).toList();
    }
}
