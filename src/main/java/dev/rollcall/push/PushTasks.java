package dev.rollcall.push;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What db-scheduler does for deliveries: one node makes all of them, for as long as it runs, and another takes over from one that
/// dies.
@Configuration(proxyBeanMethods = false)
class PushTasks {

    private static final Duration TAKEN_UP_AGAIN = Duration.ofSeconds(1);

    /// A node that is not told where to does not know the task: it would take it from those that are.
    @Bean
    @ConditionalOnExpression("#{!environment.getProperty('rollcall.push.url', '').isBlank()}")
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

    /// Without push there is nothing to measure.
    @Bean
    SmartInitializingSingleton pushGauges(PushProperties properties, PushFigures figures, MeterRegistry meters) {
        return () -> {
            if (properties.isOn()) {
                figures.register(meters);
            }
        };
    }
}
