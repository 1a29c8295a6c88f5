package dev.rollcall.push;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/// What db-scheduler does for deliveries: one node makes all of them, for as long as it runs, and another takes over from one
/// that dies. A node without push never has them to make.
@Configuration(proxyBeanMethods = false)
@Conditional(PushTasks.IsOn.class)
class PushTasks {

    private static final Duration TAKEN_UP_AGAIN = Duration.ofSeconds(1);

    /// Whether anything is to be delivered, which the settings say as an empty text, too.
    static final class IsOn implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment().getProperty("rollcall.push.url", "").isBlank();
        }
    }

    @Bean
    RecurringTask<Void> deliveries(PushSender sender) {
        return Tasks.recurring("push-deliveries", FixedDelay.of(TAKEN_UP_AGAIN)).execute((instance, context) -> {
            try {
                sender.deliver(() -> context.getSchedulerState().isShuttingDown());
            } catch (InterruptedException stopping) {
                // As it was meant to. Interrupted, this thread could not give the task to another node.
                return;
            }
        });
    }

    @Bean
    SmartInitializingSingleton pushGauges(PushFigures figures, MeterRegistry meters) {
        return () -> figures.register(meters);
    }
}
