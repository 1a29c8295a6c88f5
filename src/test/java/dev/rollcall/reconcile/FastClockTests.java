package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// Runs that a node begins whose clock is fast, and that are made by one whose clock, db-scheduler's, is not.
@RollcallTest
class FastClockTests {

    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);

    @TestConfiguration(proxyBeanMethods = false)
    static class FastClock {

        @Bean
        @Primary
        Clock fastClock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofMinutes(4));
        }
    }

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    @Test
    void areMadeAtOnce(@LocalServerPort int port) {
        SimulatedDirectory directory = SCALEKIT.createDirectory();
        directory.generate(10);

        assertThat(new Reconciler(new RollcallClient(port)).run(directory).path("status").asString())
                .isEqualTo("SUCCEEDED");
    }
}
