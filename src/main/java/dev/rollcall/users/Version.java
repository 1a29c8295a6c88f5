package dev.rollcall.users;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Comparator;

/// When an observation was true. No two observations of the same thing have the same version, so any two can be put in
/// order.
///
/// @param at the instant, in microseconds
/// @param event the id of the event or run, which decides between two of the same instant
@Embeddable
public record Version(@Column(name = "observed_at") Instant at, @Column(name = "observed_event") String event)
        implements Comparable<Version> {

    /// Older than any observation.
    static final Version NEVER = new Version(Instant.EPOCH, "");

    private static final Comparator<Version> ORDER = Comparator.comparing(Version::at).thenComparing(Version::event);

    /// {@inheritDoc}
    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    boolean isBefore(Version other) {
        return compareTo(other) < 0;
    }

    Version latest(Version other) {
        return isBefore(other) ? other : this;
    }
}
