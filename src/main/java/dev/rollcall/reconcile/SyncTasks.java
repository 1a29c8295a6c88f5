package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What db-scheduler does for runs: one node makes each of them, and another takes over from a node that dies.
@Configuration(proxyBeanMethods = false)
class SyncTasks {

    static final TaskDescriptor<Long> RUN = TaskDescriptor.of("sync-run", Long.class);

    // The database may be away for half an hour.
    private static final int RETRIES = 180;
    private static final Duration RETRY = Duration.ofSeconds(10);

    // They count for a day, by Scalekit's clock.
    private static final Duration LOSSES_KEPT = Duration.ofDays(2);

    @Bean
    CustomTask<Long> syncRun(Reconciliation reconciliation) {
        return Tasks.custom(RUN).onFailure((complete, operations) -> {
            if (complete.getExecution().consecutiveFailures < RETRIES) {
                new FailureHandler.OnFailureRetryLater<Long>(RETRY).onFailure(complete, operations);
            } else {
                reconciliation.fail((Long) complete.getExecution().taskInstance.getData());
                operations.stop();
            }
        }).onDeadExecutionRevive().execute((instance, context) -> {
            boolean ended = reconciliation.run(instance.getData(), () -> context.getSchedulerState().isShuttingDown());
            return ended ? new CompletionHandler.OnCompleteRemove<Long>()
                    : (complete, operations) -> operations.reschedule(complete, complete.getTimeDone());
        });
    }

    // Null is no bean. A condition would be asked while the packaged service is built, which knows no settings.
    @Bean
    @Nullable
    RecurringTask<Void> syncSchedule(RunSchedule schedule, ReconcileProperties properties) {
        return !properties.automatic() ? null
                : Tasks.recurring("sync-schedule", FixedDelay.of(properties.interval()))
                        .execute((instance, context) -> schedule.startScheduled());
    }

    /// A run that is under way and has no task would stay so for ever, and keep others of its scope from beginning.
    @Bean
    RecurringTask<Void> syncSweep(RunSchedule schedule) {
        return Tasks.recurring("sync-sweep", FixedDelay.of(Duration.ofMinutes(1)))
                .execute((instance, context) -> schedule.scheduleThoseWithoutTask());
    }

    @Bean
    @Nullable
    RecurringTask<Void> syncSecondLooks(RunSchedule schedule, ReconcileProperties properties) {
        return !properties.automatic() ? null
                : Tasks.recurring("sync-second-looks", FixedDelay.of(SecondLooks.LATENCY.dividedBy(2)))
                        .execute((instance, context) -> schedule.lookAgain());
    }

    @Bean
    RecurringTask<Void> syncRetention(JdbcClient jdbc, Leftovers leftovers, ReconcileProperties properties,
            Clock clock) {
        return Tasks.recurring("sync-retention", FixedDelay.of(Duration.ofHours(1))).execute((instance, context) -> {
            List<Long> old = jdbc.sql("""
                    select id from sync_run where finished_at < ? and status <> 'AWAITING_APPROVAL' order by id""")
                    .param(utc(clock.instant().minus(properties.retention()))).query((row, number) -> row.getLong(1))
                    .list();
            for (Long run : old) {
                leftovers.removeAll(run);
            }
            leftovers.removeLosses(clock.instant().minus(LOSSES_KEPT));
        });
    }
}
