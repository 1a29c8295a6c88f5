package dev.rollcall.admin;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.rollcall.push.Push;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Deletes what is older than the retention, on one node, every day: entries of the audit log, and when the application
/// confirmed what.
@Configuration(proxyBeanMethods = false)
class AuditRetention {

    @Bean
    RecurringTask<Void> auditRetentionTask(AuditLog log, Push push, AuditProperties properties, Clock clock) {
        return Tasks.recurring("audit-retention", FixedDelay.of(Duration.ofDays(1))).execute((instance, context) -> {
            Instant before = clock.instant().minus(properties.retention());
            log.forget(before);
            push.forget(before);
        });
    }
}
