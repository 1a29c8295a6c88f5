package dev.rollcall.notify;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What db-scheduler does for notifications: one node looks and tells, and another goes on if that one dies. A node that knows
/// nobody to tell never has that to do.
@Configuration(proxyBeanMethods = false)
class NotifyTasks {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    // Null is no bean. A condition would be asked while the packaged service is built, which knows no settings.
    @Bean
    @Nullable
    RecurringTask<Void> notifications(List<ConditionSource> sources, NoticeBoard board, NotifyProperties properties,
            MeterRegistry meters, Clock clock) {
        if (!properties.isOn()) {
            return null;
        }
        Notifier notifier = new Notifier(sources, board, URI.create(properties.url()), meters, clock);
        return Tasks.recurring("notifications", FixedDelay.of(INTERVAL)).execute((instance, context) -> {
            try {
                notifier.look();
            } catch (InterruptedException stopping) {
                // As it was meant to. Interrupted, this thread could not give the task to another node.
                return;
            }
        });
    }
}
