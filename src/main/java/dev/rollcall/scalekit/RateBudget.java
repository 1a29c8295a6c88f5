package dev.rollcall.scalekit;

import java.time.Duration;

/// How many requests Scalekit's environment gets each second, whoever makes them. The limit is not published, so it is
/// found out: the rate halves when Scalekit says that there were too many, and grows back to its ceiling within a minute
/// of answers.
class RateBudget {

    private static final double SLOWEST = 1;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long RECOVERY = Duration.ofMinutes(1).toNanos();

    /// What was not used for so long may be made up for at once.
    private static final long CREDIT = Duration.ofMillis(50).toNanos();

    /// No thread is put to sleep for less: waking up takes as long.
    private static final long SHORTEST_SLEEP = Duration.ofMillis(1).toNanos();

    private final Timepiece time;
    private final long origin;
    private final double ceiling;
    private volatile double rate;

    // Nanoseconds since the origin, all of them guarded by this.
    private long nextTurn;
    private long pausedUntil;
    private long lastHalved = -SECOND;
    private long lastGrown;

    RateBudget(double ceiling, Timepiece time) {
        this.ceiling = ceiling;
        this.rate = ceiling;
        this.time = time;
        this.origin = time.nanos();
    }

    /// {@return requests per second, as of now}
    double rate() {
        return rate;
    }

    /// Waits for the caller's turn.
    ///
    /// @param patience how long the caller can wait
    /// @return whether it is the caller's turn; if not, it would not have come in time
    boolean await(Duration patience) throws InterruptedException {
        long until = now() + patience.toNanos();
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long turn = takeTurn(until);
            if (turn > until) {
                return false;
            }
            long wait = turn - now();
            if (wait >= SHORTEST_SLEEP) {
                time.sleep(Duration.ofNanos(wait));
            }
            if (isStillGood(turn)) {
                return true;
            }
        }
    }

    private synchronized long takeTurn(long until) {
        long turn = Math.max(nextTurn, now() - CREDIT);
        if (turn <= until) {
            nextTurn = turn + (long) (SECOND / rate);
        }
        return turn;
    }

    /// A turn from before a pause that was called meanwhile is void.
    private synchronized boolean isStillGood(long turn) {
        return turn >= pausedUntil;
    }

    /// Scalekit answered.
    void succeeded() {
        if (rate < ceiling) {
            grow();
        }
    }

    private synchronized void grow() {
        long now = now();
        // Time without answers proves nothing.
        long proven = Math.min(now - lastGrown, SECOND);
        lastGrown = now;
        rate = Math.min(ceiling, rate + ceiling * proven / RECOVERY);
    }

    /// Scalekit said that there were too many requests.
    ///
    /// @param pause how long nobody is to ask
    synchronized void exceeded(Duration pause) {
        long now = now();
        // Requests that were made together are refused together, and that is one excess.
        if (now - lastHalved >= SECOND) {
            lastHalved = now;
            rate = Math.max(Math.min(SLOWEST, ceiling), rate / 2);
        }
        lastGrown = now;
        pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
        nextTurn = Math.max(nextTurn, pausedUntil);
    }

    private long now() {
        return time.nanos() - origin;
    }
}
