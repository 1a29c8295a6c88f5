package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableTimeTests {

    private static final Instant NOW = Instant.parse("2026-01-05T09:00:30.5Z");

    private final ReadableTime time = new ReadableTime(NOW);

    @Test
    void saysTimesInUtc() {
        assertThat(time.utc(NOW)).isEqualTo("2026-01-05 09:00:30Z");
        assertThat(time.field(NOW)).isEqualTo("2026-01-05T09:00");
    }

    @ParameterizedTest
    @CsvSource({ "PT0.5S, now", "PT-0.5S, now", "PT1S, 1 s ago", "PT119S, 119 s ago", "PT2M, 2 min ago",
            "PT119M, 119 min ago", "PT2H, 2 h ago", "PT47H, 47 h ago", "P2D, 2 days ago", "PT-5M, in 5 min" })
    void saysHowLongAgo(Duration ago, String said) {
        assertThat(time.ago(NOW.minus(ago))).isEqualTo(said);
    }

    @Test
    void saysShortLengthsInMilliseconds() {
        assertThat(time.length(Duration.ofMillis(48))).isEqualTo("48 ms");
    }
}
