package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The delays between attempts.
class RetryPolicyTests {

    private final RetryPolicy policy = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(10), 12);

    @ParameterizedTest
    @CsvSource({ "1, PT0.5S, PT1S", "2, PT1S, PT2S", "3, PT2S, PT4S", "10, PT4M16S, PT8M32S", "11, PT5M, PT10M",
            "12, PT5M, PT10M", "100, PT5M, PT10M", "2147483647, PT5M, PT10M" })
    void waitsBetweenHalfAndTheWholeOfADelayThatDoubles(int attempts, Duration half, Duration whole) {
        assertThat(delays(policy, attempts)).allSatisfy(delay -> assertThat(delay).isBetween(half, whole));
    }

    @Test
    void doesNotTryAgainTogetherWhatFailedTogether() {
        assertThat(delays(policy, 11).distinct()).hasSizeGreaterThan(100);
    }

    @ParameterizedTest
    @CsvSource({ "PT0.000001S, PT1S", "P100000D, P100000D", "P1D, PT1S", "PT0.000001S, PT0.000001S" })
    void neverWaitsLongerThanTheLongestDelay(Duration first, Duration longest) {
        for (int attempts = 1; attempts < 40; attempts++) {
            assertThat(delays(new RetryPolicy(first, longest, 40), attempts))
                    .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ZERO, longest));
        }
    }

    @Test
    void waitsAsLongAsItMayWhereTheFirstDelayIsLonger() {
        assertThat(delays(new RetryPolicy(Duration.ofDays(200_000), Duration.ofMinutes(10), 40), 31))
                .allSatisfy(delay -> assertThat(delay).isGreaterThanOrEqualTo(Duration.ofMinutes(5)));
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThat(policy.isLast(11)).isFalse();
        assertThat(policy.isLast(12)).isTrue();
        assertThat(policy.isLast(13)).isTrue();
    }

    private static Stream<Duration> delays(RetryPolicy policy, int attempts) {
        return Stream.generate(() -> policy.delayAfter(attempts)).limit(1_000);
    }
}
