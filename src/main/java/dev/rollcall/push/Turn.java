package dev.rollcall.push;

import dev.rollcall.push.PushState.Place;
import java.time.Duration;
import java.time.Instant;

/// This node's turn to deliver: what it has found out, and until when it waits. It is not kept, and who takes over delivers at
/// once: its clock may be another one.
final class Turn {

    private final long epoch;
    private final int most;
    private long replays;
    private Isolation isolation;
    private Instant until = Instant.MIN;
    private int failures;
    private boolean isLost;

    /// @param begun where it began
    /// @param most how many changes a batch has if nothing fails
    Turn(Place begun, int most) {
        this.epoch = begun.epoch();
        this.replays = begun.replays();
        this.most = most;
        this.isolation = new Isolation(most);
    }

    /// {@return whether another node delivers by now}
    boolean isOver(Place place) {
        return epoch != place.epoch();
    }

    /// Begins anew if somebody has set the place.
    void follow(Place place) {
        isLost = false;
        if (replays != place.replays()) {
            replays = place.replays();
            isolation = new Isolation(most);
            until = Instant.MIN;
            failures = 0;
        }
    }

    /// Where it is cannot be read or written.
    ///
    /// @return whether it could before
    boolean lose() {
        boolean isNews = !isLost;
        isLost = true;
        return isNews;
    }

    Isolation isolation() {
        return isolation;
    }

    /// The application takes what is delivered.
    void taken() {
        failures = 0;
    }

    /// It takes nothing.
    ///
    /// @return how often in a row it has not
    int notTaken() {
        return ++failures;
    }

    /// {@return whether it takes what is delivered, as far as is known}
    boolean isCalm() {
        return failures == 0 && isolation.isCalm();
    }

    /// Delivers nothing before an instant.
    void waitUntil(Instant instant) {
        until = instant;
    }

    /// {@return how long nothing is delivered; zero if something is}
    Duration left(Instant now) {
        return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
    }
}
