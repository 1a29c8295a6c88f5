package dev.rollcall.reconcile;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// One reconciliation, from the request for it to its end.
@Entity
@Table(name = "sync_run")
@DynamicUpdate
class SyncRun {

    @Id
    private long id;
    @Enumerated(EnumType.STRING)
    private SyncTrigger trigger;
    @Enumerated(EnumType.STRING)
    private SyncMode mode;
    private boolean dryRun;
    private @Nullable String organizationId;
    private @Nullable String directoryId;
    @Column(name = "directory_user_id")
    private @Nullable String person;
    @Enumerated(EnumType.STRING)
    private SyncStatus status;
    private boolean discovered;
    private boolean cancelRequested;
    private int epoch;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable String error;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected SyncRun() {
    }

    /// Begins the run or takes it over: whoever had it before cannot write any more.
    ///
    /// @return whether there is anything to do
    boolean begin(Instant now) {
        if (status != SyncStatus.PENDING && status != SyncStatus.RUNNING) {
            return false;
        }
        status = SyncStatus.RUNNING;
        epoch++;
        if (startedAt == null) {
            startedAt = now;
        }
        return true;
    }

    void discovered() {
        discovered = true;
    }

    /// Ends a run that is under way.
    ///
    /// @param outcome how
    /// @param why a sentence; null if it succeeded
    void finish(SyncStatus outcome, @Nullable String why, Instant now) {
        require(status == SyncStatus.RUNNING, "is not running");
        status = outcome;
        error = why;
        finishedAt = now;
        cancelRequested |= outcome == SyncStatus.CANCELLED;
    }

    /// Ends a run that has not begun, or asks the node that is at it to stop.
    void cancel(String by, Instant now) {
        require(status == SyncStatus.PENDING || status == SyncStatus.RUNNING, "is not under way");
        cancelRequested = true;
        if (status == SyncStatus.PENDING) {
            status = SyncStatus.CANCELLED;
            error = "Cancelled by %s.".formatted(by);
            finishedAt = now;
        }
    }

    /// @throws SyncConflictException if nothing of it is to be decided
    void requireAwaitingApproval() {
        require(status == SyncStatus.AWAITING_APPROVAL, "does not wait for approval");
    }

    /// What was held back is to be applied.
    void approve() {
        requireAwaitingApproval();
        status = SyncStatus.RUNNING;
        error = null;
        finishedAt = null;
    }

    /// What was held back is not to be applied.
    void reject(String by, Instant now) {
        requireAwaitingApproval();
        status = SyncStatus.CANCELLED;
        error = "What it held back was rejected by %s.".formatted(by);
        finishedAt = now;
    }

    private void require(boolean allowed, String otherwise) {
        if (!allowed) {
            throw new SyncConflictException("Run %d %s: it is %s.".formatted(id, otherwise, status));
        }
    }

    long id() {
        return id;
    }

    SyncMode mode() {
        return mode;
    }

    SyncTrigger trigger() {
        return trigger;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isDiscovered() {
        return discovered;
    }

    SyncStatus status() {
        return status;
    }

    int epoch() {
        return epoch;
    }

    SyncScope scope() {
        return SyncScope.stored(organizationId, directoryId, person);
    }
}
