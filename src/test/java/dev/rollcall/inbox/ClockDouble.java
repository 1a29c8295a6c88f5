package dev.rollcall.inbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/// Stands still until it is told to go on, in the microseconds that the database keeps.
public final class ClockDouble extends Clock {

    private final AtomicReference<Instant> now;

    /// Has the service go by it.
    @TestConfiguration(proxyBeanMethods = false)
    public static class InPlace {

        @Bean
        @Primary
        ClockDouble clockDouble() {
            return new ClockDouble(Clock.systemUTC().instant());
        }
    }

    /// @param now where it stands at first
    public ClockDouble(Instant now) {
        this.now = new AtomicReference<>(now.truncatedTo(ChronoUnit.MICROS));
    }

    public void goOn(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration).truncatedTo(ChronoUnit.MICROS));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
