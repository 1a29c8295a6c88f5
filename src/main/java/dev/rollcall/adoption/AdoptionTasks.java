package dev.rollcall.adoption;

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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What db-scheduler does for adoptions: one node does each of them, and another takes over from a node that dies.
@Configuration(proxyBeanMethods = false)
class AdoptionTasks {

    static final TaskDescriptor<Long> ADOPTION = TaskDescriptor.of("adoption", Long.class);

    // The database may be away for half an hour.
    private static final int RETRIES = 180;
    private static final Duration RETRY = Duration.ofSeconds(10);

    @Bean
    CustomTask<Long> adoption(AdoptionWork work) {
        return Tasks.custom(ADOPTION).onFailure((complete, operations) -> {
            if (complete.getExecution().consecutiveFailures < RETRIES) {
                new FailureHandler.OnFailureRetryLater<Long>(RETRY).onFailure(complete, operations);
            } else {
                work.fail((Long) complete.getExecution().taskInstance.getData());
                operations.stop();
            }
        }).onDeadExecutionRevive().execute((instance, context) -> {
            boolean ended = work.run(instance.getData(), () -> context.getSchedulerState().isShuttingDown());
            return ended ? new CompletionHandler.OnCompleteRemove<Long>()
                    : (complete, operations) -> operations.reschedule(complete, complete.getTimeDone());
        });
    }

    /// One that is under way and has no task would stay so for ever.
    @Bean
    RecurringTask<Void> adoptionSweep(AdoptionSchedule schedule) {
        return Tasks.recurring("adoption-sweep", FixedDelay.of(Duration.ofMinutes(1))).execute((instance, context) -> {
            schedule.scheduleThoseWithoutTask();
            schedule.breakOffSilentOnes();
        });
    }

    @Bean
    RecurringTask<Void> adoptionRetention(LineStaging lines, JdbcClient jdbc, AdoptionProperties properties,
            Clock clock) {
        return Tasks.recurring("adoption-retention", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> jdbc.sql("select id from adoption where finished_at < ? order by id")
                        .param(utc(clock.instant().minus(properties.retention())))
                        .query((row, number) -> row.getLong(1)).list().forEach(lines::remove));
    }
}
