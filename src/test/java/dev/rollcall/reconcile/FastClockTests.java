package dev.rollcall.reconcile;

import dev.rollcall.simulator.SimulatedDirectory;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/// Runs that a node begins whose clock is fast, and that are made by one whose clock, db-scheduler's, is not.
class FastClockTests extends RunTest {

    @TestConfiguration(proxyBeanMethods = false)
    static class FastClock {

        @Bean
        @Primary
        Clock fastClock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofMinutes(4));
        }
    }

    @Test
    void areMadeAtOnce() {
        SimulatedDirectory directory = SCALEKIT.createDirectory();
        directory.generate(10);

        assertStatus(rollcall.run(directory), "SUCCEEDED");
    }
}
