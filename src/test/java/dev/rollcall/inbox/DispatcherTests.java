package dev.rollcall.inbox;

import static dev.rollcall.inbox.EventStatus.DEAD;
import static dev.rollcall.inbox.EventStatus.PENDING;
import static dev.rollcall.inbox.EventStatus.PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.inbox.Outcome.Applied;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessResourceFailureException;

/// The workers: that they share the work, that one bad event does not stop it, and that they end in order.
@InboxTest
@Timeout(60) // a worker that does not end would be waited for
class DispatcherTests {

    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration HARDLY_EVER = Duration.ofSeconds(30); // longer than any await

    @Autowired
    private EventBatch batch;
    @Autowired
    private Wakeup wakeup;
    @Autowired
    private InboxMetrics metrics;
    @Autowired
    private EventTraces traces;
    @Autowired
    private HandlerDouble handler;
    @Autowired
    private Replays replays;
    @Autowired
    private ClockDouble clock;
    @Autowired
    private InboxRows rows;

    private final CountDownLatch released = new CountDownLatch(1);
    /// The services of other tests have workers of their own.
    private final ThreadGroup group = new ThreadGroup("of the test");
    private Dispatcher dispatcher;

    @BeforeEach
    void empty() {
        rows.clear();
        dispatcher = dispatcher(1, 50, SOON);
    }

    @AfterEach
    @Timeout(60)
    void end() {
        released.countDown();
        dispatcher.stop();
        rows.clear();
    }

    @Test
    void sharesTheWorkAmongWorkersThatApplyAtTheSameTime() {
        List<Long> ids = rows.acceptedInNone(200);
        Set<String> workers = ConcurrentHashMap.newKeySet();
        CyclicBarrier both = new CyclicBarrier(2);
        handler.answers(event -> {
            if (workers.add(Thread.currentThread().getName())) {
                pass(() -> both.await(30, TimeUnit.SECONDS)); // nobody goes on before both have claimed
            }
            return new Applied(null);
        });
        start(dispatcher(2, 7, SOON));
        await().untilAsserted(() -> assertThat(rows.statuses(ids)).containsOnly(PROCESSED));
        assertThat(handler.given()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(ids.stream().map(rows::row)).allMatch(row -> row.attempts() == 1);
        assertThat(workers).containsExactlyInAnyOrder("inbox-worker-1", "inbox-worker-2");
    }

    @Test
    void isolatesAnEventThatFailsFromTheOthersOfItsBatch() {
        List<Long> ids = rows.accepted(5);
        long bad = ids.get(2);
        failOn(bad);
        start(dispatcher);
        await().untilAsserted(() -> assertThat(rows.statuses(ids)).containsExactly(PROCESSED, PROCESSED, PENDING,
                PROCESSED, PROCESSED));
        assertThat(ids.stream().map(rows::row)).allMatch(row -> row.attempts() == 1);
        assertThat(rows.row(bad).reason()).isEqualTo("Failed with UnsupportedOperationException.");
    }

    @Test
    void triesAFailingEventAtGrowingIntervalsUntilItIsADeadLetter() {
        long bad = rows.accepted();
        failOn(bad);
        start(dispatcher);
        List<Duration> intervals = new ArrayList<>();
        for (int attempts = 1; attempts < 4; attempts++) {
            awaitAttempts(bad, attempts);
            assertThat(rows.row(bad).status()).isEqualTo(PENDING);
            Instant next = rows.nextAttempt(bad);
            intervals.add(Duration.between(clock.instant(), next));
            clock.goOn(intervals.getLast());
        }
        awaitAttempts(bad, 4);
        assertThat(rows.row(bad)).returns(DEAD, InboxEvent::status).returns(clock.instant(), InboxEvent::processedAt)
                .returns("Failed with UnsupportedOperationException. Given up after 4 attempts.", InboxEvent::reason);
        assertThat(intervals).isSorted();
        assertThat(intervals.getLast()).isGreaterThan(intervals.getFirst());
        clock.goOn(Duration.ofDays(1));
        long next = rows.accepted();
        await().until(() -> rows.row(next).status() == PROCESSED);
        assertThat(rows.row(bad).attempts()).isEqualTo(4);
    }

    @Test
    void countsNoAttemptWhenTheConnectionIsLost() {
        long id = rows.accepted();
        handler.answers(event -> {
            // In the batch, and when it is tried alone.
            if (handler.given().size() <= 2) {
                rows.loseConnection();
            }
            return new Applied(null);
        });
        start(dispatcher);
        await().untilAsserted(() -> assertThat(handler.given()).hasSize(2));
        await().until(() -> rows.row(id).reason() != null);
        assertThat(rows.row(id)).returns(PENDING, InboxEvent::status).returns(0, InboxEvent::attempts)
                .returns("The database did not let it be applied yet.", InboxEvent::reason);
        clock.goOn(Duration.ofSeconds(1));
        await().until(() -> rows.row(id).status() == PROCESSED);
        assertThat(rows.row(id).attempts()).isEqualTo(1);
    }

    @Test
    void countsAnAttemptWhenAnEventTakesLongerThanTheDatabaseIsWaitedFor() {
        long id = rows.accepted();
        handler.answers(event -> {
            throw new DataAccessResourceFailureException("",
                    new SQLException("An I/O error", "08006", new SocketTimeoutException("Read timed out")));
        });
        start(dispatcher);
        awaitAttempts(id, 1);
    }

    @Test
    void goesOnAfterAnEventThatOverflowsTheStack() {
        long bad = rows.accepted();
        handler.answers(event -> event.id() == bad ? overflow(event) : new Applied(null));
        start(dispatcher);
        awaitAttempts(bad, 1);
        long next = rows.accepted();
        await().until(() -> rows.row(next).status() == PROCESSED);
        assertThat(rows.row(bad)).returns(PENDING, InboxEvent::status).returns("Failed with StackOverflowError.",
                InboxEvent::reason);
    }

    @Test
    void isWokenByAnAcknowledgementAndByAReplay() {
        start(dispatcher(1, 50, HARDLY_EVER));
        awaitIdle();
        long id = rows.accepted();
        await().until(() -> rows.row(id).status() == PROCESSED);
        awaitIdle();
        replays.replay(id);
        await().until(() -> handler.given().size() == 2 && rows.row(id).status() == PROCESSED);
    }

    @Test
    void stopsWhenWhatItHasClaimedIsFinishedAndClaimsNothingMore() {
        List<Long> ids = rows.accepted(3);
        handler.answers(event -> {
            pass(() -> released.await(30, TimeUnit.SECONDS));
            return new Applied(null);
        });
        start(dispatcher(1, 2, SOON));
        await().until(() -> handler.given().size() == 2);
        Thread stopping = Thread.ofPlatform().start(dispatcher::stop);
        await().until(() -> stopping.getState() == Thread.State.WAITING);
        assertThat(dispatcher.isRunning()).isFalse();
        assertThat(rows.statuses(ids)).containsOnly(PENDING);
        released.countDown();
        pass(stopping::join);
        assertThat(rows.statuses(ids)).containsExactly(PROCESSED, PROCESSED, PENDING);
        assertThat(handler.given()).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(workers()).isEmpty();
    }

    @Test
    void leavesTheRestOfAFailedBatchPendingWhenItStops() {
        List<Long> ids = rows.accepted(3);
        handler.answers(event -> {
            if (handler.given().size() == 3) {
                throw new UnsupportedOperationException("the batch fails as a whole");
            }
            pass(() -> released.await(30, TimeUnit.SECONDS));
            return new Applied(null);
        });
        start(dispatcher);
        await().until(() -> handler.given().size() == 4);
        Thread stopping = Thread.ofPlatform().start(dispatcher::stop);
        await().until(() -> stopping.getState() == Thread.State.WAITING);
        released.countDown();
        pass(stopping::join);
        assertThat(rows.statuses(ids)).containsExactly(PROCESSED, PENDING, PENDING);
    }

    @Test
    void stopsIdleWorkersHoweverLongTheyWouldWait() {
        start(dispatcher(16, 50, HARDLY_EVER));
        awaitIdle();
        Thread stopping = Thread.ofPlatform().start(dispatcher::stop);
        await().untilAsserted(() -> assertThat(workers()).isEmpty());
        pass(stopping::join);
    }

    @Test
    void worksAgainAfterItWasStopped() {
        start(dispatcher);
        dispatcher.stop();
        start(dispatcher);
        long id = rows.accepted();
        await().until(() -> rows.row(id).status() == PROCESSED);
        assertThat(workers()).hasSize(1);
    }

    private Dispatcher dispatcher(int workers, int batchSize, Duration pollInterval) {
        InboxProperties properties = new InboxProperties(workers, batchSize, pollInterval, 4, Duration.ofSeconds(1),
                Duration.ofMinutes(10), Duration.ofDays(30));
        return new Dispatcher(new Worker(batch, metrics, traces, properties), wakeup, properties);
    }

    private void start(Dispatcher started) {
        dispatcher = started;
        Thread starting = new Thread(group, started::start);
        starting.start();
        pass(starting::join);
    }

    private void failOn(long bad) {
        handler.answers(event -> {
            if (event.id() == bad) {
                throw new UnsupportedOperationException("not for the eyes of who reads the reason");
            }
            return new Applied(null);
        });
    }

    private static Outcome overflow(ReceivedEvent event) {
        return overflow(new ReceivedEvent(event.id() + 1, event.payload(), null));
    }

    private void awaitAttempts(long id, int attempts) {
        await().untilAsserted(() -> assertThat(rows.row(id).attempts()).isEqualTo(attempts));
    }

    private void awaitIdle() {
        await().until(() -> workers().stream().allMatch(worker -> worker.getState() == Thread.State.TIMED_WAITING));
    }

    private List<Thread> workers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getThreadGroup() == group).toList();
    }

    private static void pass(Interruptible wait) {
        try {
            wait.run();
        } catch (Exception notPassed) {
            throw new AssertionError("waited in vain", notPassed);
        }
    }

    private interface Interruptible {
        void run() throws Exception;
    }
}
