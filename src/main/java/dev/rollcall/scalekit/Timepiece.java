package dev.rollcall.scalekit;

import java.time.Duration;

/// What waits are measured by and spent with.
class Timepiece {

    /// {@return nanoseconds since some fixed moment}
    long nanos() {
        return System.nanoTime();
    }

    void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
