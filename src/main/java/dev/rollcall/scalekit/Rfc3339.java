package dev.rollcall.scalekit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Dates and times as RFC 3339 section 5.6 writes them, of the years 2000 to 9999 in UTC. `java.time` takes less (no leap
/// second, no more than nine digits of a second) and more (no seconds, other offsets).
final class Rfc3339 {

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int LEAP_SECOND = 60;
    private static final int NANOS_DIGITS = 9;

    private static final Pattern DATE_TIME = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)[Tt](\\d\\d):(\\d\\d):(\\d\\d)"
            + "(?:\\.(\\d++))?(?:[Zz]|([+-])([01]\\d|2[0-3]):([0-5]\\d))");

    private Rfc3339() {
    }

    /// {@return the instant, in nanoseconds; null if the text is none}
    static @Nullable Instant instant(String text) {
        Matcher written = DATE_TIME.matcher(text);
        if (!written.matches()) {
            return null;
        }
        int second = number(written, 6);
        boolean leap = second == LEAP_SECOND;
        try {
            Instant local = LocalDateTime
                    .of(number(written, 1), number(written, 2), number(written, 3), number(written, 4),
                            number(written, 5), leap ? second - 1 : second, nanos(written.group(7)))
                    .toInstant(ZoneOffset.UTC);
            Instant at = local.plusSeconds(leap ? 1 : 0).minusSeconds(offset(written));
            return at.isBefore(EARLIEST) || !at.isBefore(END) ? null : at;
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static int nanos(@Nullable String fraction) {
        return fraction == null ? 0
                : Integer.parseInt((fraction + "0".repeat(NANOS_DIGITS)).substring(0, NANOS_DIGITS));
    }

    private static int offset(Matcher written) {
        if (written.group(8) == null) {
            return 0;
        }
        int seconds = (number(written, 9) * 60 + number(written, 10)) * 60;
        return "-".equals(written.group(8)) ? -seconds : seconds;
    }

    private static int number(Matcher written, int group) {
        return Integer.parseInt(written.group(group));
    }
}
