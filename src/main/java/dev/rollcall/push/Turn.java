package dev.rollcall.push;

import java.time.Duration;
import java.time.Instant;

/// This node's turn to deliver: what it has found out, and until when it waits. It is not kept: who takes over delivers at once,
/// for by whose clock would it wait?
final class Turn {

    private final Isolation isolation;
    private Instant until = Instant.MIN;

    /// @param most how many changes a batch has if nothing fails
    Turn(int most) {
        this.isolation = new Isolation(most);
    }

    Isolation isolation() {
        return isolation;
    }

    /// Delivers nothing before an instant.
    void waitUntil(Instant instant) {
        until = instant;
    }

    /// {@return how long nothing is delivered; not positive if something is}
    Duration left(Instant now) {
        return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
    }
}
