package dev.rollcall.inbox;

import java.time.Duration;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/// How long to wait between attempts: exponentially longer, with jitter, so that what failed together is not tried again
/// together.
///
/// @param firstDelay the delay after the first attempt
/// @param longestDelay no delay is longer
/// @param maxAttempts after as many attempts an event is given up
record RetryPolicy(Duration firstDelay, Duration longestDelay, int maxAttempts) {

    /// After so many attempts no delay grows, whatever the first one is.
    private static final int ENOUGH = Long.SIZE;

    boolean isLast(int attempts) {
        return attempts >= maxAttempts;
    }

    /// @param attempts the attempts made so far, at least 1
    /// @return between half and the whole of `firstDelay` doubled for each further attempt
    Duration delayAfter(int attempts) {
        BackOffExecution delays = backOff().start();
        for (int earlier = 1; earlier < Math.min(attempts, ENOUGH); earlier++) {
            delays.nextBackOff();
        }
        return Duration.ofMillis(delays.nextBackOff());
    }

    private ExponentialBackOff backOff() {
        long longest = longestDelay.toMillis();
        long first = Math.min(Math.max(firstDelay.toMillis(), 1), longest);
        var backOff = new ExponentialBackOff(first - first / 4, 2);
        backOff.setJitter(first / 4);
        backOff.setMaxInterval(longest);
        return backOff;
    }
}
