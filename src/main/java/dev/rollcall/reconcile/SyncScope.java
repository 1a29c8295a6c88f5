package dev.rollcall.reconcile;

import org.jspecify.annotations.Nullable;

/// What a run looks at: everything if nothing is given.
///
/// @param organizationId only this organization
/// @param directoryId only this directory
/// @param directoryUserId only this directory user
public record SyncScope(@Nullable String organizationId, @Nullable String directoryId,
        @Nullable String directoryUserId) {

    /// Every directory of every organization.
    public static final SyncScope EVERYTHING = new SyncScope(null, null, null);
}
