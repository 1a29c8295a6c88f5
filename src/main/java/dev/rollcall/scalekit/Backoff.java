package dev.rollcall.scalekit;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How often a call is tried, and how long it waits in between: exponentially longer, with jitter.
///
/// @param firstDelay the delay after the first attempt
/// @param longestDelay no delay is longer
/// @param maxAttempts after as many attempts a call is given up
record Backoff(Duration firstDelay, Duration longestDelay, int maxAttempts) {

    /// @param attempts the attempts made so far, at least 1
    /// @return between half and the whole of `firstDelay` doubled for each further attempt
    Duration after(int attempts) {
        double doubled = Math.max(firstDelay.toMillis(), 1) * Math.pow(2, attempts - 1); // never overflows
        long delay = (long) Math.min(doubled, longestDelay.toMillis());
        return Duration.ofMillis(delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1));
    }
}
