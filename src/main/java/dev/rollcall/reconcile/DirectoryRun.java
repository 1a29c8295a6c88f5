package dev.rollcall.reconcile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The last run of a directory.
///
/// @param directoryId the directory
/// @param organizationId the organization that it belongs to
/// @param enabled whether it is reconciled: not if it is disabled, or gone and nothing of it waits for a decision
/// @param completeAt when a run last saw all of it; null if none has
/// @param lookAgainAt when it is looked at again because the last run could not tell everything; null if it could
/// @param runId the newest run that looked at it; null if there is none
/// @param runStatus where that run is; null if there is none
/// @param runAt when it began; null if it has not
public record DirectoryRun(String directoryId, String organizationId, boolean enabled, @Nullable Instant completeAt,
        @Nullable Instant lookAgainAt, @Nullable Long runId, @Nullable SyncStatus runStatus, @Nullable Instant runAt) {
}
