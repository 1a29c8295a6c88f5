package dev.rollcall.inbox;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/// Deletes finished events that are older than the retention, on one node, every hour.
@Configuration(proxyBeanMethods = false)
class Retention {

    /// Small enough that the locks of one deletion are not noticed by the workers.
    static final int BATCH = 1000;

    private static final Logger log = LoggerFactory.getLogger(Retention.class);

    @Bean
    RecurringTask<Void> inboxRetention(WebhookEventRepository events, TransactionTemplate transaction,
            InboxProperties properties, Clock clock) {
        return Tasks.recurring("inbox-retention", FixedDelay.of(Duration.ofHours(1))).execute((instance, context) -> {
            int total = 0;
            int deleted;
            do {
                deleted = transaction
                        .execute(status -> events.deleteFinished(clock.instant().minus(properties.retention()), BATCH));
                total += deleted;
            } while (deleted == BATCH && !context.getSchedulerState().isShuttingDown());
            if (total > 0) {
                log.info("Deleted {} finished events older than {}", total, properties.retention());
            }
        });
    }
}
