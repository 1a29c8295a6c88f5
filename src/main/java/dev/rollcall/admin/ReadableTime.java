package dev.rollcall.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Says times as people read them.
///
/// @param now what they are compared with
record ReadableTime(Instant now) {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FIELD = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /// {@return an instant to the second, in UTC}
    public String utc(Instant instant) {
        return UTC.format(instant);
    }

    /// {@return an instant as a form has it}
    public String field(Instant instant) {
        return FIELD.format(instant);
    }

    /// {@return how long ago an instant was, or in how long it will be}
    public String ago(Instant instant) {
        Duration ago = Duration.between(instant, now);
        if (ago.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return ago.isNegative() ? "in " + length(ago.negated()) : length(ago) + " ago";
    }

    /// {@return how long after one instant another one was}
    public String between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return length(time.isNegative() ? Duration.ZERO : time); // by another node's clock
    }

    /// {@return a duration in its largest fitting unit}
    public String length(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.compareTo(Duration.ofMinutes(2)) < 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.compareTo(Duration.ofHours(2)) < 0) {
            return duration.toMinutes() + " min";
        }
        return duration.compareTo(Duration.of(2, ChronoUnit.DAYS)) < 0 ? duration.toHours() + " h"
                : duration.toDays() + " days";
    }
}
