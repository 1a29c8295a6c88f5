package dev.rollcall.adoption;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// One list of the application's, from its first line to what became of the last.
@Entity
@Table(name = "adoption")
@DynamicUpdate
class Adoption {

    @Id
    private long id;
    @Enumerated(EnumType.STRING)
    private AdoptionStatus status;
    private boolean dryRun;
    private String requestedBy;
    private int epoch;
    private long lines;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable String error;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Adoption() {
    }

    /// The whole list is here: its lines can be looked at.
    ///
    /// @throws RefusedListException if there are none, or if it was given up meanwhile
    void received() {
        if (status != AdoptionStatus.RECEIVING) {
            throw RefusedListException.because("It took too long: send the list again.");
        }
        if (lines == 0) {
            throw RefusedListException.because("There are no lines.");
        }
        status = AdoptionStatus.PENDING;
    }

    /// Begins it or takes it over: whoever had it before cannot write any more.
    ///
    /// @return whether there is anything to do
    boolean begin(Instant now) {
        if (status != AdoptionStatus.PENDING && status != AdoptionStatus.RUNNING) {
            return false;
        }
        status = AdoptionStatus.RUNNING;
        epoch++;
        if (startedAt == null) {
            startedAt = now;
        }
        return true;
    }

    /// Ends it, if it is still with whoever began it for the time of this epoch.
    ///
    /// @param mine which beginning it was
    /// @param why what failed, as a sentence; null if nothing did
    /// @return whether it was
    boolean end(int mine, @Nullable String why, Instant now) {
        if (status != AdoptionStatus.RUNNING || epoch != mine) {
            return false;
        }
        finish(why, now);
        return true;
    }

    /// Gives up a list of which nothing came any more.
    void breakOff(Instant now) {
        if (status == AdoptionStatus.RECEIVING) {
            finish("The list broke off.", now);
        }
    }

    private void finish(@Nullable String why, Instant now) {
        status = why == null ? AdoptionStatus.SUCCEEDED : AdoptionStatus.FAILED;
        error = why;
        finishedAt = now;
    }

    /// @throws AdoptionConflictException if it is no list that was only looked at, and to its end
    void requireLookedAt() {
        if (!dryRun || status != AdoptionStatus.SUCCEEDED) {
            throw new AdoptionConflictException("Adoption %d is not a dry run that succeeded: it is %s%s.".formatted(id,
                    status, dryRun ? "" : " and was for real"));
        }
    }

    AdoptionLease lease() {
        return new AdoptionLease(id, epoch, dryRun, requestedBy);
    }
}
