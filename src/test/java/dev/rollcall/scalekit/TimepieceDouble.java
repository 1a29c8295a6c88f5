package dev.rollcall.scalekit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Time in which a sleep is over at once, and nothing else takes any.
final class TimepieceDouble extends Timepiece {

    private final List<Duration> sleeps = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1_000; // a moment before it overflows, as System.nanoTime may

    @Override
    synchronized long nanos() {
        return nanos;
    }

    @Override
    synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        sleeps.add(duration);
        goOn(duration);
    }

    synchronized void goOn(Duration duration) {
        nanos += duration.toNanos();
    }

    synchronized List<Duration> sleeps() {
        return List.copyOf(sleeps);
    }
}
