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
    void makesNobodyWaitForWhatOthersDo() {
        for (int i = 0; i < 500; i++) {
            fail("203.0.113." + i % 250, 5);
            fail("2001:db8:%x::1".formatted(i), 5);
        }

        assertThat(throttle.wait("198.51.100.7")).isZero();
        assertThat(throttle.wait("2001:db9::1")).isZero();
    }

    @Test
    void takesAnIpv6NetworkForOneAddress() {
        for (int i = 0; i < 4; i++) {
            throttle.failed("2001:db8:0:1::%x".formatted(i));
        }

        assertThat(throttle.wait("2001:db8:0:1:ffff::7")).hasSeconds(2);
        assertThat(throttle.wait("2001:db8:0:2::1")).isZero();
        throttle.succeeded("2001:db8:0:1::9");
        assertThat(throttle.wait("2001:db8:0:1::1")).isZero();
    }

    @Test
    void takesAnIpv4AddressForOneInEitherForm() {
        fail("192.0.2.7", 4);

        assertThat(throttle.wait("::ffff:192.0.2.7")).hasSeconds(2);
        assertThat(throttle.wait("192.0.2.8")).isZero();
    }

    @Test
    void hasThirtyFailuresOfAMinuteWrittenDown() {
        for (int i = 0; i < 30; i++) {
            assertThat(throttle.failed("address " + i)).isTrue();
        }
        assertThat(throttle.failed("another")).isFalse();
        watch.goOn(Duration.ofSeconds(60));

        assertThat(throttle.failed("another")).isTrue();
    }

    @Test
    void keepsNothingOfMoreThanAThousandAddresses() {
        fail("first", 4);
        for (int i = 0; i < SignInThrottle.ADDRESSES; i++) {
            throttle.failed("address " + i);
        }

        assertThat(throttle.wait("first")).isZero();
        fail("first", 1);
        assertThat(throttle.wait("first")).isZero();
    }
}
