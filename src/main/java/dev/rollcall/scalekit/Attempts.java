package dev.rollcall.scalekit;

import java.time.Duration;
import java.util.function.Supplier;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.web.client.RestClientException;

/// Makes a call: when it is its turn, as often as helps, and never for longer than the call's [Patience]. Spring's template for
/// that sleeps by its own back-off alone, and here Scalekit's `Retry-After` goes before it, for all calls after a 429.
class Attempts {

    /// The longest that Scalekit's `Retry-After` is heeded.
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final RateBudget budget;
    private final BackOff backOff;
    private final CallMetrics metrics;
    private final Timepiece time;

    Attempts(RateBudget budget, BackOff backOff, CallMetrics metrics, Timepiece time) {
        this.budget = budget;
        this.backOff = backOff;
        this.metrics = metrics;
        this.time = time;
    }

    /// @param what the method and path, for the exception's message
    /// @throws DirectoryApiException if there is no answer to be had
    <T> T make(Call call, String what, Supplier<T> request) {
        try {
            return insist(call, what, request);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DirectoryApiException(what + ": interrupted.", null, interrupted);
        }
    }

    private <T> T insist(Call call, String what, Supplier<T> request) throws InterruptedException {
        Patience patience = Patience.current();
        BackOffExecution delays = backOff.start();
        Failure failure = Failure.NONE;
        for (int attempts = 0;; attempts++) {
            if (!budget.await(patience.left())) {
                throw failure.finallyOf(call, what, attempts,
                        "The rate budget has no room for it within %s.".formatted(patience.length()));
            }
            long start = time.nanos();
            try {
                T answer = request.get();
                metrics.answered(call, 200, Duration.ofNanos(time.nanos() - start));
                budget.succeeded();
                return answer;
            } catch (RefusedException | RestClientException | OAuth2AuthorizationException failed) {
                failure = Failure.of(failed);
                metrics.answered(call, failure.status(), Duration.ofNanos(time.nanos() - start));
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            pause(call, what, attempts + 1, failure, delays.nextBackOff());
        }
    }

    private void pause(Call call, String what, int attempts, Failure failure, long delay) throws InterruptedException {
        Duration asked = failure.retryAfter() == null ? Duration.ZERO : failure.retryAfter();
        boolean tooLong = asked.compareTo(LONGEST_PAUSE) > 0;
        if (failure.isTooManyRequests()) {
            budget.exceeded(tooLong ? LONGEST_PAUSE : asked);
        }
        if (!failure.passing() || Patience.current().isWaitedFor() || delay == BackOffExecution.STOP) {
            throw failure.finallyOf(call, what, attempts, null);
        }
        if (tooLong) {
            throw failure.finallyOf(call, what, attempts,
                    "Scalekit wants to be left alone for %d seconds, and a call waits %d at most."
                            .formatted(asked.toSeconds(), LONGEST_PAUSE.toSeconds()));
        }
        if (asked.isZero()) {
            time.sleep(Duration.ofMillis(delay));
        } else if (!failure.isTooManyRequests()) {
            time.sleep(asked);
        }
    }
}
