package dev.rollcall.reconcile;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/// How far a run is with one directory.
///
/// @param organizationId the organization
/// @param directoryId the directory
/// @param mode how much of it is looked at
/// @param phase what is to be done next
/// @param pageToken the page to go on with; null for the first one
/// @param updatedAfter only what was updated after; null for everything
/// @param gone whether Scalekit does not have it any more
/// @param listed whether all of its pages of users were read
/// @param approved whether what was held back of it is to be applied
record DirectoryTask(String organizationId, String directoryId, SyncMode mode, Phase phase, @Nullable String pageToken,
        @Nullable Instant updatedAfter, boolean gone, boolean listed, boolean approved) {

    /// What is to be done next. Phases follow each other; whoever takes over a run goes on with the one that is noted.
    enum Phase {
        /// [RunLedger] begins with it. [Staging] goes back to it if a directory has to be read whole after all.
        GROUPS,
        /// Set by [Staging] with the last page of groups, and by [DirectoryReading] if no groups are read.
        USERS,
        /// Set by [DirectoryReading], or by [DirectoryReconciliation] if Scalekit failed. [RunLedger] begins with it where a
        /// directory is gone.
        COMPARING,
        /// Set by [Comparison] with what it has found, and by [HeldLists] for what was approved.
        APPLYING,
        /// Set by [RunLedger]. [WebhookHolds] begins with it: nothing is read there.
        DONE
    }

    /// {@return a statement in which `:run`, `:organization` and `:directory` are meant by these names}
    StatementSpec statement(JdbcClient jdbc, RunLease lease, String sql) {
        return jdbc.sql(sql).param("run", lease.runId()).param("organization", organizationId).param("directory",
                directoryId);
    }
}
