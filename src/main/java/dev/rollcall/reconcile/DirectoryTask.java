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

    enum Phase {
        GROUPS, USERS, COMPARING, APPLYING, DONE
    }

    /// {@return a statement in which `:run`, `:organization` and `:directory` are meant by these names}
    StatementSpec statement(JdbcClient jdbc, RunLease lease, String sql) {
        return jdbc.sql(sql).param("run", lease.runId()).param("organization", organizationId).param("directory",
                directoryId);
    }
}
