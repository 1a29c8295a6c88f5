package dev.rollcall.scalekit;

import java.time.Duration;
import java.time.Instant;

/// How far other clocks may be from this node's. What is dated later than that is not believed: one wrong clock would
/// freeze whatever it speaks of.
public final class Clocks {

    /// What two clocks that are right may differ by.
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private Clocks() {
    }

    /// @param said an instant by another clock
    /// @param here the time by this node's clock when it was heard of
    /// @return whether it is from the future
    public static boolean isAhead(Instant said, Instant here) {
        return said.isAfter(here.plus(TOLERANCE));
    }
}
