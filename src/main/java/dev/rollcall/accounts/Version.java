package dev.rollcall.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// When an observation was true. No two observations of the same thing have the same version, so any two can be put in
/// order: by the nanosecond, then by the id of the event, its digits read as a number (`evt_999` is older than `evt_1000`).
/// PostgreSQL orders versions in the same way, by `(at, nanos, event_order(event), event)`.
///
/// @param at the instant, in microseconds, which is what the database keeps
/// @param nanos the nanoseconds beyond, 0 to 999
/// @param event the id of the event or run
@Embeddable
public record Version(@Column(name = "observed_at") Instant at, @Column(name = "observed_nanos") short nanos,
        @Column(name = "observed_event") String event) implements Comparable<Version> {

    /// Older than any observation.
    static final Version NEVER = new Version(Instant.EPOCH, "");

    /// What an erasure is called: it is newer than what it erases, and says nothing.
    private static final String ERASURE = "erasure";

    private static final String RUN = "api:";

    /// How the id of an observation ends that was made because a directory did not list its user.
    private static final String ABSENT = ":absent";

    private static final int THOUSAND = 1000;
    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    private static final Comparator<Version> ORDER = Comparator.comparing(Version::at).thenComparing(Version::nanos)
            .thenComparing(Version::event, Version::byNumbers);

    /// @param at the instant, to the nanosecond
    /// @param event the id of the event or run
    public Version(Instant at, String event) {
        this(at.truncatedTo(ChronoUnit.MICROS), (short) (at.getNano() % THOUSAND), event);
    }

    /// The version of what a run sees. It sorts before those of events, so of two observations of the same instant the
    /// event's is the newer one.
    ///
    /// @param at the instant, to the nanosecond
    /// @param run the run
    /// @return the version
    public static Version ofRun(Instant at, long run) {
        return new Version(at, observer(run));
    }

    /// The version of what a run concludes of a user that a directory does not list.
    ///
    /// @param at the instant, to the nanosecond
    /// @param run the run
    /// @return the version
    public static Version absentIn(Instant at, long run) {
        return new Version(at, observer(run) + ABSENT);
    }

    /// {@return the id that a run's observations have; `AccessReader` of `roles` reads it back in SQL}
    public static String observer(long run) {
        return RUN + run;
    }

    /// {@return whether the observation was made because a directory did not list its user}
    boolean isAbsence() {
        return event.endsWith(ABSENT);
    }

    /// {@return the instant, to the nanosecond}
    public Instant instant() {
        return at.plusNanos(nanos);
    }

    /// {@inheritDoc}
    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /// {@return whether an observation is dated by it}
    boolean isObservation() {
        return !equals(NEVER) && !event.equals(ERASURE);
    }

    boolean isBefore(Version other) {
        return compareTo(other) < 0;
    }

    /// {@return whether this counts beside another one: it is not older}
    ///
    /// @param text the other one as a text; null if there is none
    boolean supersedes(@Nullable String text) {
        return text == null || !isBefore(parse(text));
    }

    Version latest(Version other) {
        return isBefore(other) ? other : this;
    }

    Version earliest(Version other) {
        return isBefore(other) ? this : other;
    }

    /// {@return the version as a text, for [#parse]; in the order of the instants}
    String text() {
        return TEXT.format(instant()) + " " + event;
    }

    static Version parse(String text) {
        int blank = text.indexOf(' ');
        return new Version(Instant.parse(text.substring(0, blank)), text.substring(blank + 1));
    }

    /// Orders ids of events: by their numbers, then as texts.
    private static int byNumbers(String a, String b) {
        if (a.equals(b)) {
            return 0;
        }
        int order = byCodePoints(order(a), order(b));
        return order != 0 ? order : byCodePoints(a, b);
    }

    /// {@return what the id is ordered by: each number in it begins with how many digits it has}
    private static String order(String event) {
        StringBuilder order = new StringBuilder(event.length() + 6);
        int at = 0;
        while (at < event.length()) {
            int end = at;
            while (end < event.length() && isDigit(event.charAt(end))) {
                end++;
            }
            if (end == at) {
                order.append(event.charAt(at++));
                continue;
            }
            while (at < end - 1 && event.charAt(at) == '0') {
                at++;
            }
            int digits = end - at;
            order.append(digits < 10 ? "00" : digits < 100 ? "0" : "").append(digits).append(event, at, end);
            at = end;
        }
        return order.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// As PostgreSQL's collation "C" has it; UTF-16 has the characters beyond U+FFFF before others.
    private static int byCodePoints(String a, String b) {
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        if (at == a.length() || at == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        if (at > 0 && Character.isHighSurrogate(a.charAt(at - 1))) {
            at--;
        }
        return Integer.compare(a.codePointAt(at), b.codePointAt(at));
    }
}
