package dev.rollcall.push;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What db-scheduler does for deliveries: one node makes all of them, for as long as it runs, and another takes over from one
/// that dies. A node without push never has them to make.
@Configuration(proxyBeanMethods = false)
class PushTasks {

    private static final Duration TAKEN_UP_AGAIN = Duration.ofSeconds(1);

    // Null is no bean. A condition would be asked while the packaged service is built, which knows no settings.
    @Bean
    @Nullable
    RecurringTask<Void> deliveries(PushProperties properties, PushSender sender) {
        return !properties.isOn() ? null
                : Tasks.recurring("push-deliveries", FixedDelay.of(TAKEN_UP_AGAIN)).execute((instance, context) -> {
                    try {
                        sender.deliver(() -> context.getSchedulerState().isShuttingDown());
                    } catch (InterruptedException stopping) {
                        // As it was meant to. Interrupted, this thread could not give the task to another node.
                        return;
                    }
                });
    }

    @Bean
    SmartInitializingSingleton pushGauges(PushProperties properties, PushFigures figures, MeterRegistry meters) {
        return () -> {
            if (properties.isOn()) {
                figures.register(meters);
            }
        };
    }
}
