package dev.rollcall.notify;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// What db-scheduler does for notifications: one node looks and tells, and another goes on if that one dies. A node that knows
/// nobody to tell never has that to do.
@Configuration(proxyBeanMethods = false)
@Conditional(NotifyTasks.IsOn.class)
class NotifyTasks {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    /// Whether anybody is to be told, which the settings say as an empty text, too.
    static final class IsOn implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment().getProperty("rollcall.notify.url", "").isBlank();
        }
    }

    @Bean
    Notifier notifier(List<ConditionSource> sources, NoticeBoard board, NotifyProperties properties,
            MeterRegistry meters, Clock clock) {
        return new Notifier(sources, board, URI.create(properties.url()), meters, clock);
    }

    @Bean
    RecurringTask<Void> notifications(Notifier notifier) {
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
