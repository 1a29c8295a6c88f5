package dev.rollcall.push;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far the application has confirmed the feed. There is one.
@Entity
@Table(name = "push_state")
class PushState {

    @Id
    private boolean one;
    private long confirmed;
    private @Nullable Instant confirmedAt;
    private long confirmedMost;
    private long epoch;
    private long replays;
    private @Nullable Instant failingSince;
    private @Nullable String lastError;

    protected PushState() {
    }

    /// Where a delivery goes on, as its sender has read it.
    ///
    /// @param epoch who may deliver
    /// @param replays how often somebody has set the place
    /// @param confirmed the last place that is confirmed
    record Place(long epoch, long replays, long confirmed) {
    }

    /// The state as it is shown.
    ///
    /// @param confirmed the last place that is confirmed
    /// @param confirmedMost the farthest place that ever was
    /// @param confirmedAt when something was confirmed last
    /// @param failingSince since when deliveries fail; null if they do not
    /// @param lastError what became of the last one; null if it did not fail
    record Report(long confirmed, long confirmedMost, @Nullable Instant confirmedAt, @Nullable Instant failingSince,
            @Nullable String lastError) {
    }

    Report report() {
        return new Report(confirmed, confirmedMost, confirmedAt, failingSince, lastError);
    }

    Place place() {
        return new Place(epoch, replays, confirmed);
    }

    /// {@return whether that is still where it goes on}
    boolean isAt(Place place) {
        return epoch == place.epoch() && replays == place.replays() && confirmed == place.confirmed();
    }

    /// A node begins to deliver: whoever did so before cannot confirm anything any more.
    void begin() {
        epoch++;
    }

    /// The application has taken everything up to a place.
    ///
    /// @return the farthest place that had been confirmed before
    long confirm(long last, Instant now) {
        long before = confirmedMost;
        confirmedAt = now;
        pass(last);
        return before;
    }

    /// It does not take the change at a place, which is listed, and goes on behind it.
    void setAside(long position) {
        pass(position);
    }

    private void pass(long last) {
        confirmed = last;
        confirmedMost = Math.max(confirmedMost, last);
        recover();
    }

    /// It takes what is delivered again.
    void recover() {
        failingSince = null;
        lastError = null;
    }

    /// It has not taken a delivery.
    void fail(String why, Instant now) {
        failingSince = failingSince == null ? now : failingSince;
        lastError = why;
    }

    /// Somebody sets the place.
    ///
    /// @param after the last one that counts as confirmed
    void restart(long after) {
        replays++;
        pass(after);
    }
}
