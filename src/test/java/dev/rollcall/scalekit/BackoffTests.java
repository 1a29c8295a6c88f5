package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The delays between attempts.
class BackoffTests {

    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30), 5);

    @ParameterizedTest
    @CsvSource({ "1, PT0.25S, PT0.5S", "2, PT0.5S, PT1S", "3, PT1S, PT2S", "6, PT8S, PT16S", "7, PT15S, PT30S",
            "100, PT15S, PT30S", "2147483647, PT15S, PT30S" })
    void waitsBetweenHalfAndTheWholeOfADelayThatDoubles(int attempts, Duration half, Duration whole) {
        assertThat(Stream.generate(() -> backoff.after(attempts)).limit(1_000))
                .allSatisfy(delay -> assertThat(delay).isBetween(half, whole));
    }
}
