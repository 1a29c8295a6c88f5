package dev.rollcall.admin;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Deletes entries of the audit log that are older than the retention, on one node, every day.
@Configuration(proxyBeanMethods = false)
class AuditRetention {

    @Bean
    RecurringTask<Void> auditRetentionTask(JdbcClient jdbc, AuditProperties properties, Clock clock) {
        return Tasks.recurring("audit-retention", FixedDelay.of(Duration.ofDays(1)))
                .execute((instance, context) -> jdbc.sql("delete from audit_entry where occurred_at < ?")
                        .param(clock.instant().minus(properties.retention()).atOffset(ZoneOffset.UTC)).update());
    }
}
