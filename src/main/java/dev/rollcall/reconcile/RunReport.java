package dev.rollcall.reconcile;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.DigestUtils;

/// A run as it is now.
///
/// @param id grows with each run
/// @param trigger what started it
/// @param mode how much it looks at
/// @param dryRun whether it only reports
/// @param organizationId its scope; null for all
/// @param directoryId its scope; null for all
/// @param directoryUserId its scope; null for all
/// @param email its scope: an address in the form in which addresses are compared, empty once the person is erased; null
/// for all
/// @param status where it is
/// @param usersSeen how many users it has read
/// @param usersTotal how many there are, as far as is known
/// @param created how many users it created or would create
/// @param updated how many it changed or would change
/// @param deactivated how many it deactivated or would deactivate, without those that are held back
/// @param reactivated how many it reactivated or would reactivate
/// @param unchanged how many were as they should be
/// @param held how many changes wait for approval
/// @param undecided of how many users it was too early to tell: they are not listed, but something newer than the listing is
/// known of them
/// @param progress how far it is
/// @param createdAt when it was asked for
/// @param startedAt when it began; null if it has not
/// @param finishedAt when it ended; null if it has not
/// @param error why it is not SUCCEEDED, or what still waits elsewhere, as a sentence; null if there is nothing to say
/// @param heldRevision grows with every change of what it holds back
public record RunReport(long id, SyncTrigger trigger, SyncMode mode, boolean dryRun, @Nullable String organizationId,
        @Nullable String directoryId, @Nullable String directoryUserId, @Nullable String email, SyncStatus status,
        long usersSeen, long usersTotal, long created, long updated, long deactivated, long reactivated, long unchanged,
        long held, long undecided, Progress progress, Instant createdAt, @Nullable Instant startedAt,
        @Nullable Instant finishedAt, @Nullable String error, @JsonIgnore long heldRevision) {

    /// {@return a word for what this says: another one as soon as anything of it, or the list that it holds back, is another
    /// one}
    public String version() {
        return DigestUtils.md5DigestAsHex(toString().getBytes(StandardCharsets.UTF_8));
    }

    /// How far a run is.
    ///
    /// @param seen users read
    /// @param total users to read, as far as is known
    /// @param percent 0 to 100
    /// @param secondsLeft an estimate; null if there is nothing to tell from
    public record Progress(long seen, long total, int percent, @Nullable Long secondsLeft) {
    }
}
