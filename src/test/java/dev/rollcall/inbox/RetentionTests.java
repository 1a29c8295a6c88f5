package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerState.SettableSchedulerState;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What is deleted from the inbox, and what stays.
@InboxTest
class RetentionTests {

    private static final Duration RETENTION = Duration.ofDays(30);

    @Autowired
    private RecurringTask<Void> inboxRetention;
    @Autowired
    private SchedulerClient scheduler;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private Clock clock;
    @Autowired
    private InboxRows rows;
    @Autowired
    private JdbcClient jdbc;

    private final SettableSchedulerState state = new SettableSchedulerState();

    @BeforeEach
    void emptyOnceTheScheduledRunIsOver() {
        // The first run is due when the service starts, the next an hour later.
        await().until(() -> jdbc.sql("""
                select count(*) from scheduled_tasks
                 where task_name = 'inbox-retention' and last_success is not null and not picked""").query(Long.class)
                .single() == 1);
        rows.clear();
    }

    @AfterEach
    void empty() {
        rows.clear();
    }

    @Test
    void deletesWhatWasFinishedLongerAgoThanTheRetention() {
        for (String status : List.of("PROCESSED", "STALE", "IGNORED", "DEAD")) {
            insert(1, status, RETENTION.plusMillis(1));
            insert(1, status, RETENTION);
            insert(1, status, Duration.ZERO);
        }
        run();
        assertThat(left()).containsExactly("DEAD 30 days 00:00:00.001", "DEAD 30 days", "IGNORED 30 days",
                "PROCESSED 30 days", "STALE 30 days", "DEAD 00:00:00", "IGNORED 00:00:00", "PROCESSED 00:00:00",
                "STALE 00:00:00");
    }

    @Test
    void keepsAnEventThatIsPendingHoweverOldItIs() {
        long replayed = rows.accepted();
        jdbc.sql("update webhook_event set received_at = received_at - interval '1 year'").update();
        run();
        assertThat(rows.row(replayed).status()).isEqualTo(EventStatus.PENDING);
    }

    @Test
    void deletesBatchAfterBatchUntilNothingIsLeft() {
        insert(2 * Retention.BATCH + 1, "PROCESSED", RETENTION.plusDays(1));
        run();
        assertThat(left()).isEmpty();
    }

    @Test
    void endsAfterABatchWhenTheServiceStops() {
        insert(2 * Retention.BATCH + 1, "PROCESSED", RETENTION.plusDays(1));
        state.setIsShuttingDown();
        run();
        assertThat(left()).hasSize(Retention.BATCH + 1);
    }

    @Test
    void leavesARowThatIsInUseForTheNextTime() {
        insert(2, "PROCESSED", RETENTION.plusDays(1));
        transaction.executeWithoutResult(inUse -> {
            jdbc.sql("select id from webhook_event order by id limit 1 for update").query(Long.class).single();
            var elsewhere = Thread.ofPlatform().start(this::run);
            await().until(() -> !elsewhere.isAlive());
        });
        assertThat(left()).hasSize(1);
        run();
        assertThat(left()).isEmpty();
    }

    @Test
    void isScheduledOnceForAllNodes() {
        assertThat(scheduler.getScheduledExecutionsForTask("inbox-retention", Void.class)).singleElement()
                .satisfies(scheduled -> assertThat(scheduled.getExecutionTime())
                        .isEqualTo(scheduled.getLastSuccess().plus(Duration.ofHours(1))));
    }

    private void run() {
        TaskInstance<Void> instance = new TaskInstance<>("inbox-retention", RecurringTask.INSTANCE);
        Execution execution = new Execution(clock.instant(), instance);
        inboxRetention.executeRecurringly(instance, new ExecutionContext(state, execution, scheduler,
                new CurrentlyExecuting(execution, clock::instant, null)));
    }

    private void insert(int events, String status, Duration age) {
        jdbc.sql("""
                insert into webhook_event (webhook_id, payload, received_at, next_attempt_at, processed_at, status)
                select gen_random_uuid(), '', :at, :at, :at, :status from generate_series(1, :events)""")
                .param("at", clock.instant().minus(age).atOffset(ZoneOffset.UTC)).param("status", status)
                .param("events", events).update();
    }

    /// {@return the status and the age of what is left, oldest first}
    private List<String> left() {
        return jdbc.sql(
                "select status || ' ' || (cast(:now as timestamptz) - processed_at) from webhook_event order by processed_at, status")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC)).query(String.class).list();
    }
}
