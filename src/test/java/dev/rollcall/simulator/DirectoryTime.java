package dev.rollcall.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The simulator's own clock: the system's, less what it began behind, and whatever it was advanced by.
final class DirectoryTime implements InstantSource {

    private final InstantSource system = InstantSource.system();
    private Duration offset = Duration.ZERO;
    private Instant newest = Instant.EPOCH;

    @Override
    public synchronized Instant instant() {
        return system.instant().plus(offset);
    }

    /// The time of a change, in whole microseconds: no two changes have the same.
    synchronized Instant next() {
        var now = instant().truncatedTo(ChronoUnit.MICROS);
        newest = now.isAfter(newest) ? now : newest.plus(1, ChronoUnit.MICROS);
        return newest;
    }

    /// Sets the clock back: only before anything has happened.
    synchronized void begin(Duration ago) {
        if (newest.isAfter(Instant.EPOCH)) {
            throw new IllegalStateException("Directory time has begun");
        }
        offset = ago.negated();
    }

    synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("Directory time only goes forward");
        }
        offset = offset.plus(by);
    }
}
