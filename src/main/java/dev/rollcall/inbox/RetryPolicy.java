package dev.rollcall.inbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait between attempts: exponentially longer, with jitter, so that what failed together is not tried again
/// together.
///
/// @param firstDelay the delay after the first attempt
/// @param longestDelay no delay is longer
/// @param maxAttempts after as many attempts an event is given up
record RetryPolicy(Duration firstDelay, Duration longestDelay, int maxAttempts) {

    boolean isLast(int attempts) {
        return attempts >= maxAttempts;
    }

    /// @param attempts the attempts made so far, at least 1
    /// @return between half and the whole of `firstDelay` doubled for each further attempt
    Duration delayAfter(int attempts) {
        double doubled = Math.max(firstDelay.toMillis(), 1) * Math.pow(2, attempts - 1); // never overflows
        long delay = (long) Math.min(doubled, longestDelay.toMillis());
        return Duration.ofMillis(delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1));
    }
}
