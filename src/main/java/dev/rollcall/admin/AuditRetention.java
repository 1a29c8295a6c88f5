package dev.rollcall.admin;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Deletes entries of the audit log that are older than the retention, on one node, every day.
@Configuration(proxyBeanMethods = false)
class AuditRetention {

    @Bean
    RecurringTask<Void> auditRetentionTask(AuditLog log, AuditProperties properties, Clock clock) {
        return Tasks.recurring("audit-retention", FixedDelay.of(Duration.ofDays(1)))
                .execute((instance, context) -> log.forget(clock.instant().minus(properties.retention())));
    }
}
