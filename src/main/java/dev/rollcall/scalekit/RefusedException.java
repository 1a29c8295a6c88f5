package dev.rollcall.scalekit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Scalekit answered, and the answer is not what was asked for. The message is what it said.
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String said;
    private final @Nullable Duration retryAfter;

    RefusedException(int status, @Nullable Duration retryAfter, String said) {
        super(said, null, false, false);
        this.status = status;
        this.said = said;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    /// {@return what Scalekit said, in one line; empty if nothing}
    String said() {
        return said;
    }

    /// {@return how long Scalekit wants to be left alone; null if it does not say}
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
