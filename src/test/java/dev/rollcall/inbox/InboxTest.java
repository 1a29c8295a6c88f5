package dev.rollcall.inbox;

import dev.rollcall.RollcallTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;

/// A test of the inbox in the whole service, with no workers but its own, and with the handler and the time in its hands.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RollcallTest
@TestPropertySource(properties = { "rollcall.inbox.workers=0", "rollcall.inbox.first-retry=1s",
        "rollcall.inbox.max-attempts=4" })
@Import({ ClockDouble.InPlace.class, InboxTest.Doubles.class, InboxRows.class })
@Execution(ExecutionMode.SAME_THREAD)
@interface InboxTest {

    /// What the tests work with.
    @TestConfiguration(proxyBeanMethods = false)
    class Doubles {

        @Bean
        @Primary
        HandlerDouble handlerDouble(@Qualifier("directoryEventHandler") EventHandler service) {
            return new HandlerDouble(service);
        }
    }
}
