package dev.rollcall.faults;

import dev.rollcall.Rollcall;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.support.GenericApplicationContext;

/// Rollcall on a machine whose clock is off by the system property `shift`, such as `PT-6M`.
final class ShiftedClock {

    private ShiftedClock() {
    }

    public static void main(String[] args) {
        var shifted = Clock.offset(Clock.systemUTC(), Duration.parse(System.getProperty("shift")));
        var application = new SpringApplication(Rollcall.class);
        application.addInitializers(context -> ((GenericApplicationContext) context).registerBean("shifted",
                Clock.class, () -> shifted, bean -> bean.setPrimary(true)));
        application.run(args);
    }
}
