package dev.rollcall.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Brings many events at the same time, and locks the table so that they come to be written together. Whoever brings one
/// waits longer than a sender may be kept waiting, so that it is only refused for the reason that a test gives.
@InboxTest
class GroupCommitTests {

    @Autowired
    private Inbox inbox;
    @Autowired
    private InboxEvents events;
    @Autowired
    private InboxRows rows;
    @Autowired
    private JdbcClient jdbc;
    @Value("${spring.datasource.url}")
    private String url;
    private GroupCommit patient;

    @BeforeEach
    void bePatient(@Autowired Arrivals arrivals) {
        patient = new GroupCommit(arrivals, Duration.ofMinutes(1));
    }

    @BeforeEach
    @AfterEach
    void empty() {
        rows.clear();
        jdbc.sql("alter table webhook_event drop constraint if exists not_today").update();
    }

    @Test
    void keepsEachOfManySimultaneousEventsOnce() throws Exception {
        List<String> ids = Stream.of(distinct(400), distinct(50), Stream.generate(() -> "msg_same").limit(100).toList())
                .flatMap(List::stream).toList();
        CountDownLatch together = new CountDownLatch(1);
        List<FutureTask<Acceptance>> deliveries = ids.stream().map(id -> start(() -> {
            together.await();
            return keep(id);
        })).toList();
        together.countDown();

        Map<String, List<Acceptance>> acceptances = IntStream.range(0, ids.size()).boxed().collect(Collectors
                .groupingBy(ids::get, Collectors.mapping(i -> result(deliveries.get(i)), Collectors.toList())));

        assertThat(acceptances).hasSize(401).allSatisfy((webhookId, ofOne) -> {
            assertThat(ofOne).extracting(Acceptance::duplicate).containsOnlyOnce(false);
            assertThat(ofOne).extracting(Acceptance::id).containsOnly(ofOne.getFirst().id());
            assertThat(rows.row(ofOne.getFirst().id()).webhookId()).isEqualTo(webhookId);
            assertThat(events.payload(ofOne.getFirst().id())).contains(webhookId.getBytes(UTF_8));
        });
        assertThat(kept()).isEqualTo(401);
    }

    @Test
    void tellsWhatIsNewFromWhatIsNotAmongEventsThatAreWrittenTogether() throws Exception {
        Acceptance before = accept("msg_0");
        List<FutureTask<Acceptance>> deliveries = new ArrayList<>();
        try (LockedTable table = new LockedTable()) {
            deliveries.addAll(table.fill(this::keep));
            deliveries.addAll(table.bring(List.of("msg_1", "msg_0", "msg_2", "msg_1")));
        }
        List<Acceptance> acceptances = deliveries.stream().map(GroupCommitTests::result).toList();

        assertThat(acceptances).extracting(Acceptance::duplicate).containsExactly(false, false, false, true, false,
                true);
        assertThat(acceptances.get(3).id()).isEqualTo(before.id());
        assertThat(acceptances.get(5).id()).isEqualTo(acceptances.get(2).id());
        assertThat(kept()).isEqualTo(5);
    }

    @Test
    void keepsTheOthersOfABatchWhenOneOfThemCannotBeKept() throws Exception {
        jdbc.sql("alter table webhook_event add constraint not_today check (webhook_id <> 'msg_7')").update();
        List<FutureTask<Acceptance>> deliveries;
        try (LockedTable table = new LockedTable()) {
            table.fill(this::keep);
            deliveries = table.bring(distinct(20));
        }
        assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> result(deliveries.get(7)));
        deliveries.remove(7);
        assertThat(deliveries).extracting(GroupCommitTests::result).extracting(Acceptance::duplicate)
                .containsOnly(false);
        assertThat(kept()).isEqualTo(21);
    }

    @Test
    void failsEveryEventOfABatchThatCannotBeWrittenAndKeepsThemWhenTheyComeAgain() throws Exception {
        String database = jdbc.sql("select current_database()").query(String.class).single();
        List<String> ids = distinct(20);
        List<FutureTask<Acceptance>> deliveries = new ArrayList<>();
        // From another database, because this one is not to be connected to.
        try (Connection elsewhere = DriverManager.getConnection(url.replace(database, "postgres"), "postgres",
                "postgres");
                Statement statement = elsewhere.createStatement();
                LockedTable table = new LockedTable()) {
            deliveries.addAll(table.fill(this::keep));
            deliveries.addAll(table.bring(ids));
            statement.execute("alter database " + database + " allow_connections false");
            try {
                // First those that wait for the table: whoever is left when it is free could still write.
                statement.execute("""
                        select pg_terminate_backend(pid, 60000) from pg_stat_activity
                         where datname = '%s' and pid <> %d""".formatted(database, table.holder()));
                assertThat(deliveries)
                        .allSatisfy(delivery -> assertThatExceptionOfType(DataAccessResourceFailureException.class)
                                .isThrownBy(() -> result(delivery)));
            } finally {
                statement.execute("alter database " + database + " allow_connections true");
            }
        }
        await().ignoreExceptions().until(() -> kept() == 0);
        assertThat(ids).extracting(this::accept).extracting(Acceptance::duplicate).containsOnly(false);
        assertThat(kept()).isEqualTo(20);
    }

    @Test
    void refusesInTimeWhatIsNotWrittenYetAndTakesItForADuplicateAfterwards() throws Exception {
        try (LockedTable table = new LockedTable()) {
            assertThat(table.fill(this::accept))
                    .allSatisfy(delivery -> assertThatExceptionOfType(DataAccessResourceFailureException.class)
                            .isThrownBy(() -> result(delivery)));
        }
        await().until(() -> kept() == 2);

        assertThat(accept("msg_busy_1").duplicate()).isTrue();
    }

    @Test
    void refusesMoreThanMayWait() throws Exception {
        byte[] large = new byte[1024 * 1024];
        List<FutureTask<Acceptance>> waiting = new ArrayList<>();
        try (LockedTable table = new LockedTable()) {
            table.fill(this::keep);
            for (String webhookId : distinct(32)) {
                waiting.add(table.bring(() -> keep(webhookId, large)));
            }
            assertThatExceptionOfType(DataAccessResourceFailureException.class)
                    .isThrownBy(() -> keep("msg_too_much", large)).withMessage("Too many events wait to be written");
        }
        assertThat(waiting).extracting(GroupCommitTests::result).extracting(Acceptance::duplicate).containsOnly(false);
        assertThat(kept()).isEqualTo(34);
    }

    @Test
    void answersNoDuplicateBeforeTheFirstDeliveryIsCommitted() throws Exception {
        try (Connection node = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = node.createStatement()) {
            node.setAutoCommit(false);
            statement.execute("insert into webhook_event (webhook_id, payload, received_at, next_attempt_at) "
                    + "values ('msg_1', '', now(), now())");
            FutureTask<Acceptance> delivery = start(() -> keep("msg_1"));
            await().until(() -> blocked() == 1);
            assertThat(delivery).isNotDone();
            node.commit();
            assertThat(result(delivery).duplicate()).isTrue();
        }
        assertThat(kept()).isEqualTo(1);
    }

    /// The table while nothing can be written into it.
    private final class LockedTable implements AutoCloseable {

        private final Connection holder = DriverManager.getConnection(url, "postgres", "postgres");

        LockedTable() throws SQLException {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table webhook_event in share mode");
        }

        int holder() throws SQLException {
            return holder.unwrap(PGConnection.class).getBackendPID();
        }

        /// Brings as many events as keep all writers busy.
        List<FutureTask<Acceptance>> fill(Function<String, Acceptance> keeper) {
            List<FutureTask<Acceptance>> busy = new ArrayList<>();
            for (int writers = 1; writers <= 2; writers++) {
                int expected = writers;
                busy.add(start(() -> keeper.apply("msg_busy_" + expected)));
                await().until(() -> blocked() == expected);
            }
            return busy;
        }

        /// Brings events one after the other, which are going to be one batch.
        List<FutureTask<Acceptance>> bring(List<String> webhookIds) {
            return webhookIds.stream().map(webhookId -> bring(() -> keep(webhookId)))
                    .collect(Collectors.toCollection(ArrayList::new));
        }

        FutureTask<Acceptance> bring(Callable<Acceptance> delivery) {
            FutureTask<Acceptance> task = new FutureTask<>(delivery);
            Thread thread = Thread.ofPlatform().start(task);
            await().pollInterval(Duration.ofMillis(1)).until(() -> isWaiting(thread));
            return task;
        }

        @Override
        public void close() throws SQLException {
            holder.close();
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static FutureTask<Acceptance> start(Callable<Acceptance> delivery) {
        FutureTask<Acceptance> task = new FutureTask<>(delivery);
        Thread.ofVirtual().start(task);
        return task;
    }

    private Acceptance keep(String webhookId) {
        return keep(webhookId, webhookId.getBytes(UTF_8));
    }

    private Acceptance keep(String webhookId, byte[] payload) {
        return patient.keep(new Arrival(webhookId, payload, Instant.now(),
                new EventFacts(null, null, null, null, null, true), null));
    }

    private Acceptance accept(String webhookId) {
        return inbox.accept(webhookId, webhookId.getBytes(UTF_8));
    }

    private static Acceptance result(FutureTask<Acceptance> delivery) {
        try {
            return delivery.get();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof DataAccessException failure) {
                throw failure;
            }
            throw new IllegalStateException(failed);
        }
    }

    private long blocked() {
        return jdbc.sql(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                .query(Long.class).single();
    }

    private long kept() {
        return jdbc.sql("select count(*) from webhook_event").query(Long.class).single();
    }

    private static List<String> distinct(int events) {
        return IntStream.range(0, events).mapToObj(i -> "msg_" + i).toList();
    }
}
