package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.ClockDouble;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInThrottleTests {

    private final ClockDouble watch = new ClockDouble(Instant.parse("2026-01-05T09:00:00Z"));
    private final SignInThrottle throttle = new SignInThrottle(watch);

    private void fail(String address, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(address);
        }
    }

    @Test
    void letsTwoMistakesPass() {
        fail("a", 2);

        assertThat(throttle.wait("a")).isZero();
    }

    @Test
    void makesAnAddressWaitTwiceAsLongEachTimeUpToHalfAMinute() {
        fail("a", 3);
        assertThat(throttle.wait("a")).hasSeconds(1);
        fail("a", 1);
        assertThat(throttle.wait("a")).hasSeconds(2);
        fail("a", 1);
        assertThat(throttle.wait("a")).hasSeconds(4);
        fail("a", 15);
        assertThat(throttle.wait("a")).hasSeconds(30);
        assertThat(throttle.wait("b")).isZero();
    }

    @Test
    void letsAnAddressTryAgainAfterTheWait() {
        fail("a", 4);
        watch.goOn(Duration.ofMillis(1999));
        assertThat(throttle.wait("a")).hasMillis(1);
        watch.goOn(Duration.ofMillis(1));

        assertThat(throttle.wait("a")).isZero();
    }

    @Test
    void forgetsWhatFailedBeforeASuccessOrAQuarterOfAnHourAgo() {
        fail("a", 5);
        throttle.succeeded("a");
        assertThat(throttle.wait("a")).isZero();

        fail("b", 10);
        watch.goOn(Duration.ofMinutes(16));
        fail("b", 1);
        assertThat(throttle.wait("b")).isZero();
    }

    @Test
    void makesEverybodyWaitForTheRestOfAMinuteInWhichManyFailed() {
        for (int i = 0; i < 30; i++) {
            throttle.failed("address " + i);
        }
        assertThat(throttle.wait("another")).hasSeconds(60);
        watch.goOn(Duration.ofSeconds(59));
        assertThat(throttle.wait("another")).hasSeconds(1);
        watch.goOn(Duration.ofSeconds(1));

        assertThat(throttle.wait("another")).isZero();
        throttle.failed("another");
        assertThat(throttle.wait("another")).isZero();
    }

    @Test
    void keepsNothingOfMoreThanAThousandAddresses() {
        fail("first", 4);
        for (int i = 0; i < SignInThrottle.ADDRESSES; i++) {
            throttle.failed("address " + i);
        }
        watch.goOn(Duration.ofSeconds(60).minusMillis(1));

        assertThat(throttle.wait("first")).as("only the minute's rest").hasMillis(1);
        fail("first", 1);
        watch.goOn(Duration.ofMillis(1));
        assertThat(throttle.wait("first")).isZero();
    }
}
