package dev.rollcall.admin;

import dev.rollcall.reconcile.SyncMode;
import dev.rollcall.reconcile.SyncScope;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/// The run that somebody asks for in the console.
record RunQuestion(@BindParam("organization_id") @PlainText @Nullable String organizationId,
        @BindParam("directory_id") @PlainText @Nullable String directoryId,
        @BindParam("directory_user_id") @PlainText @Nullable String directoryUserId, @Nullable SyncMode mode,
        @BindParam("dry_run") @Nullable Boolean dryRun) {

    /// @param organization the organization that is meant
    SyncScope scope(@Nullable String organization) {
        return new SyncScope(organization, directoryId, directoryUserId);
    }

    SyncMode modeOrFull() {
        return mode == null ? SyncMode.FULL : mode;
    }
}
