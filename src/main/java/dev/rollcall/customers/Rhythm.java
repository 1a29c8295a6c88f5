package dev.rollcall.customers;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// When something comes from a customer's directory: a person or group that changed, or just its signing in. It is known by
/// the day, for the four weeks up to the last time.
///
/// @param last when something came last; null if nothing has
/// @param days the days on which something came: a bit for each day, the lowest for that of `last`
record Rhythm(@Nullable Instant last, long days) {

    /// Nothing has come yet.
    static final Rhythm NONE = new Rhythm(null, 0);

    /// Who comes on fewer of the days is not busy.
    static final int BUSY_DAYS = 5;

    static final int DAYS = 28;

    /// However busy a directory is: nothing may come over a long weekend.
    private static final Duration SHORTEST_SILENCE = Duration.ofDays(3);

    private static final long ALL = (1L << DAYS) - 1;

    /// {@return the same after something has come}
    ///
    /// @param sign when it came, which may be before what is known
    Rhythm with(Instant sign) {
        if (last == null) {
            return new Rhythm(sign, 1);
        }
        long later = ChronoUnit.DAYS.between(last.truncatedTo(ChronoUnit.DAYS), sign.truncatedTo(ChronoUnit.DAYS));
        if (later > 0) {
            return new Rhythm(sign, (later >= DAYS ? 0 : days << later & ALL) | 1);
        }
        return new Rhythm(sign.isAfter(last) ? sign : last, -later >= DAYS ? days : days | 1L << -later);
    }

    /// {@return on how many of the days something came}
    int daysOfLife() {
        return Long.bitCount(days);
    }

    /// {@return for how long nothing has come that used to come often: for more than twice the longest time between two days on
    /// which something came, and for more than three days; null if that is not so}
    @Nullable
    Duration unusualSilence(Instant now) {
        if (last == null || daysOfLife() < BUSY_DAYS) {
            return null;
        }
        Duration silence = Duration.between(last, now);
        Duration usual = Duration.ofDays(2 * longestPause());
        return silence.compareTo(SHORTEST_SILENCE) > 0 && silence.compareTo(usual) > 0 ? silence : null;
    }

    private long longestPause() {
        long longest = 0;
        for (long rest = days; Long.bitCount(rest) > 1;) {
            int from = Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
            longest = Math.max(longest, Long.numberOfTrailingZeros(rest) - from);
        }
        return longest;
    }
}
