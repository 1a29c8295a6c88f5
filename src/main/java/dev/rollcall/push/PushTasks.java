package dev.rollcall.push;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.DisabledSchedule;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What db-scheduler does for deliveries: one node makes all of them, for as long as it runs, and another takes over from one that
/// dies.
@Configuration(proxyBeanMethods = false)
class PushTasks {

    private static final Duration TAKEN_UP_AGAIN = Duration.ofSeconds(1);

    @Bean
    RecurringTask<Void> deliveries(PushSender sender, PushProperties properties) {
        return Tasks
                .recurring("push-deliveries",
                        properties.isOn() ? FixedDelay.of(TAKEN_UP_AGAIN) : new DisabledSchedule())
                .execute((instance, context) -> {
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
