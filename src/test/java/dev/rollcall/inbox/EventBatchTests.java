package dev.rollcall.inbox;

import static dev.rollcall.inbox.EventStatus.DEAD;
import static dev.rollcall.inbox.EventStatus.IGNORED;
import static dev.rollcall.inbox.EventStatus.PENDING;
import static dev.rollcall.inbox.EventStatus.PROCESSED;
import static dev.rollcall.inbox.EventStatus.STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Busy;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Stale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What one transaction makes of the events that it claims.
@InboxTest
class EventBatchTests {

    private final Executor threads = task -> Thread.ofPlatform().start(task);

    @Autowired
    private EventBatch batch;
    @Autowired
    private HandlerDouble handler;
    @Autowired
    private ClockDouble clock;
    @Autowired
    private InboxRows rows;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    @AfterEach
    void empty() {
        rows.clear();
        jdbc.sql("create table if not exists note (note text)").update();
        jdbc.sql("truncate note").update();
    }

    @Test
    void endsEachEventAsItsHandlerAnswers() {
        List<Long> ids = rows.accepted(4);
        Map<Long, Outcome> answers = Map.of(ids.get(0), new Applied("Left aside: data.given_name."), ids.get(1),
                new Stale("Older."), ids.get(2), new Ignored("Of no use."), ids.get(3), new Rejected("Broken."));
        handler.answers(event -> answers.get(event.id()));
        applyDue(10);
        assertThat(ids.stream().map(rows::row)).extracting(InboxEvent::status, InboxEvent::reason, InboxEvent::attempts)
                .containsExactly(row(PROCESSED, "Left aside: data.given_name."), row(STALE, "Older."),
                        row(IGNORED, "Of no use."), row(DEAD, "Broken."));
        assertThat(ids.stream().map(rows::row).map(InboxEvent::processedAt)).containsExactly(clock.instant(),
                clock.instant(), clock.instant(), clock.instant());
    }

    @Test
    void claimsWhatIsDueInTheOrderOfItsAcknowledgement() {
        List<Long> ids = rows.accepted(3);
        assertThat(applyDue(2)).extracting(InboxEvent::id).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(applyDue(2)).extracting(InboxEvent::id).containsExactly(ids.get(2));
        assertThat(applyDue(2)).isEmpty();
    }

    @Test
    void claimsAtOnceWhatANodeWithAFastClockReceived() {
        Duration fast = Duration.ofMinutes(4);
        clock.goOn(Duration.between(clock.instant(), Instant.now()).plus(fast));
        List<Long> ids = rows.accepted(1);
        clock.goOn(fast.minusSeconds(1).negated());

        assertThat(applyDue(10)).extracting(InboxEvent::id).isEqualTo(ids);
    }

    @Test
    void takesTurnsBetweenOrganizations() {
        List<Long> many = rows.accepted(6);
        long one = rows.acceptedIn("org_2");
        long none = rows.acceptedIn(null);
        List<List<Long>> turns = Stream.generate(() -> applyDue(2).stream().map(InboxEvent::id).toList()).limit(4)
                .toList();
        assertThat(turns.subList(0, 3).stream().flatMap(List::stream)).contains(one, none);
        assertThat(turns.stream().flatMap(List::stream).filter(many::contains)).containsExactlyElementsOf(many);
        assertThat(applyDue(2)).isEmpty();
    }

    @Test
    void handsTheHandlerTheBytesAndTheOrganizationOfAnEvent() {
        List<ReceivedEvent> received = new ArrayList<>();
        handler.answers(event -> {
            received.add(event);
            return new Applied(null);
        });
        long id = rows.accepted();
        applyDue(1);
        assertThat(received).singleElement().returns(id, ReceivedEvent::id).returns(clock.instant(),
                ReceivedEvent::receivedAt);
        assertThat(new String(received.getFirst().payload())).contains("diruser_1");
    }

    @Test
    void triesAnEventThatFailedAgain() {
        long id = rows.accepted();
        batch.fail(id, "Its turn has not come.");
        assertThat(applyDue(1)).as("before its next attempt").isEmpty();
        clock.goOn(Duration.ofSeconds(1));
        applyDue(1);
        assertThat(rows.row(id)).returns(PROCESSED, InboxEvent::status).returns(2, InboxEvent::attempts).returns(null,
                InboxEvent::reason);
    }

    @Test
    void givesUpAnEventThatFailsAgainAndAgain() {
        long id = rows.accepted();
        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(rows.row(id).status()).isEqualTo(PENDING);
            batch.fail(id, "It never works.");
        }
        assertThat(rows.row(id)).returns(DEAD, InboxEvent::status).returns("It never works. Given up after 4 attempts.",
                InboxEvent::reason);
    }

    @Test
    void leavesAnEventPendingWhenItsTransactionEndsBeforeTheCommit() {
        long id = rows.accepted();
        handler.answers(event -> {
            write("crashed");
            return new Applied(null);
        });
        transaction.executeWithoutResult(crash -> {
            assertThat(applyDue(1)).singleElement().returns(PROCESSED, InboxEvent::status);
            crash.setRollbackOnly();
        });
        assertThat(rows.row(id)).returns(PENDING, InboxEvent::status).returns(0, InboxEvent::attempts);
        assertThat(written("crashed")).isZero();
        assertThat(applyDue(1)).extracting(InboxEvent::id).containsExactly(id);
        assertThat(rows.row(id)).returns(PROCESSED, InboxEvent::status).returns(1, InboxEvent::attempts);
        assertThat(written("crashed")).isEqualTo(1);
    }

    @Test
    void leavesToOthersWhatAnotherTransactionHasClaimed() {
        List<Long> ids = rows.acceptedInNone(3);
        transaction.executeWithoutResult(open -> {
            assertThat(applyDue(2)).extracting(InboxEvent::id).containsExactlyElementsOf(ids.subList(0, 2));
            assertThat(elsewhere(() -> rows.apply(ids.get(0)))).isEmpty();
            assertThat(elsewhere(() -> batch.fail(ids.get(1), "Failed.").stream().toList())).isEmpty();
            assertThat(elsewhere(() -> applyDue(3))).extracting(InboxEvent::id).containsExactly(ids.get(2));
        });
        assertThat(handler.given()).containsExactlyElementsOf(ids);
        assertThat(rows.statuses(ids)).containsOnly(PROCESSED);
    }

    @Test
    void leavesAnOrganizationThatAnotherTransactionHasClaimedSomethingOf() {
        List<Long> ids = rows.accepted(3);
        long other = rows.acceptedIn("org_2");
        transaction.executeWithoutResult(open -> {
            assertThat(applyDue(2)).extracting(InboxEvent::id).containsExactlyElementsOf(ids.subList(0, 2));
            assertThat(elsewhere(() -> applyDue(3))).extracting(InboxEvent::id).containsExactly(other);
            assertThat(rows.row(ids.get(2)).attempts()).isZero();
        });
        assertThat(applyDue(3)).extracting(InboxEvent::id).containsExactly(ids.get(2));
    }

    @Test
    void triesAnEventAgainWhoseOrganizationIsBusyWithoutCountingAnAttempt() {
        List<Long> ids = rows.accepted(2);
        handler.answers(event -> event.id() == ids.getFirst() ? new Busy("org_2 is busy.") : new Applied(null));
        assertThat(applyDue(2)).extracting(InboxEvent::id).containsExactly(ids.getLast());
        assertThat(rows.row(ids.getFirst())).returns(PENDING, InboxEvent::status).returns(0, InboxEvent::attempts)
                .returns("org_2 is busy.", InboxEvent::reason);
        handler.answers(event -> new Applied(null));
        assertThat(applyDue(2)).as("at once").isEmpty();
        clock.goOn(Duration.ofSeconds(1));
        assertThat(applyDue(2)).singleElement().returns(1, InboxEvent::attempts).returns(null, InboxEvent::reason);
    }

    @Test
    void givesEachEventToOneOfTwoWorkers() {
        List<Long> ids = rows.acceptedInNone(200);
        CyclicBarrier bothHaveClaimed = new CyclicBarrier(2);
        var first = CompletableFuture.supplyAsync(() -> applyAllInStep(bothHaveClaimed), threads);
        var second = CompletableFuture.supplyAsync(() -> applyAllInStep(bothHaveClaimed), threads);
        assertThat(Stream.of(first, second).flatMap(worker -> worker.join().stream()))
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(handler.given()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(first.join()).hasSize(100);
        assertThat(ids.stream().map(rows::row)).allMatch(row -> row.status() == PROCESSED && row.attempts() == 1);
    }

    @Test
    void neverAttemptsAnEventThatIsFinished() {
        long id = rows.accepted();
        applyDue(1);
        assertThat(rows.apply(id)).isEmpty();
        assertThat(batch.fail(id, "Failed.")).isEmpty();
        assertThat(rows.row(id)).returns(PROCESSED, InboxEvent::status).returns(1, InboxEvent::attempts);
    }

    @Test
    void claimsNothingWhenTheClaimCannotBeTold() {
        long id = rows.accepted();
        assertThatIllegalStateException().isThrownBy(() -> batch.applyDue(1, claimed -> {
            throw new IllegalStateException("not heard of " + claimed);
        }));
        assertThat(handler.given()).isEmpty();
        assertThat(rows.row(id)).returns(PENDING, InboxEvent::status).returns(0, InboxEvent::attempts);
    }

    /// Ten batches of ten, each kept open until the other worker has its own.
    private List<Long> applyAllInStep(CyclicBarrier bothHaveClaimed) {
        return Stream.generate(() -> batch.applyDue(10, claimed -> meet(bothHaveClaimed))).limit(10)
                .flatMap(List::stream).map(attempt -> attempt.event().id()).toList();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException alone) {
            throw new IllegalStateException("The other worker has not claimed at the same time.", alone);
        }
    }

    private List<InboxEvent> applyDue(int limit) {
        return batch.applyDue(limit, claimed -> {
        }).stream().map(Attempt::event).toList();
    }

    private <T> T elsewhere(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void write(String note) {
        jdbc.sql("insert into note values (?)").param(note).update();
    }

    private long written(String note) {
        return jdbc.sql("select count(*) from note where note = ?").param(note).query(Long.class).single();
    }

    private static Tuple row(EventStatus status, String reason) {
        return tuple(status, reason, 1);
    }
}
