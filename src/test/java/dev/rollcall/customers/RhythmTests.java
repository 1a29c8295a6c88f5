package dev.rollcall.customers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// When somebody is unusually silent.
class RhythmTests {

    private static final Instant MONDAY = Instant.parse("2026-03-02T09:00:00Z");

    private static Instant day(int number) {
        return MONDAY.plus(Duration.ofDays(number));
    }

    private static Rhythm on(int... days) {
        Rhythm rhythm = Rhythm.NONE;
        for (int day : days) {
            rhythm = rhythm.with(day(day));
        }
        return rhythm;
    }

    @Test
    void isNeverUnusualForWhoWasNotBusy() {
        assertThat(Rhythm.NONE.unusualSilence(day(100))).isNull();
        assertThat(on(0, 1, 2, 3).unusualSilence(day(100))).isNull();
        assertThat(on(0, 1, 2, 3, 4).unusualSilence(day(100))).isEqualTo(Duration.ofDays(96));
    }

    @Test
    void isNotUnusualForThreeDays() {
        Rhythm daily = on(0, 1, 2, 3, 4);

        assertThat(daily.unusualSilence(day(7))).isNull();
        assertThat(daily.unusualSilence(day(7).plusMillis(1))).isEqualTo(Duration.ofDays(3).plusMillis(1));
    }

    @Test
    void isNotUnusualOverAWeekendLongerThanTheOnesBefore() {
        Rhythm weekdays = on(0, 1, 2, 3, 4, 7, 8, 9, 10, 11);

        assertThat(weekdays.unusualSilence(day(11 + 6))).isNull();
        assertThat(weekdays.unusualSilence(day(11 + 6).plusMillis(1))).isNotNull();
    }

    @Test
    void forgetsWhatWasMoreThanFourWeeksBefore() {
        assertThat(on(0, 1, 2, 3, 4, 27).daysOfLife()).isEqualTo(6);
        assertThat(on(0, 1, 2, 3, 4, 28).daysOfLife()).isEqualTo(5);
        assertThat(on(0, 1, 2, 3, 4, 60).daysOfLife()).isEqualTo(1);
    }

    @Test
    void countsADayOnceInAnyOrder() {
        assertThat(on(4, 1, 2, 0, 3, 3, 4)).isEqualTo(on(0, 1, 2, 3, 4));
        assertThat(on(40, 0)).isEqualTo(on(40));
        assertThat(on(0).with(day(0).plusSeconds(5)).last()).isEqualTo(day(0).plusSeconds(5));
    }
}
