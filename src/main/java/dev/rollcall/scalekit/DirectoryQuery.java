package dev.rollcall.scalekit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which page of which users or groups of a directory.
///
/// @param pageToken the token that the page before ended with; null for the first page
/// @param updatedAfter only what was updated after; null for all
/// @param groupId only members of this group; null for all
public record DirectoryQuery(@Nullable String pageToken, @Nullable Instant updatedAfter, @Nullable String groupId) {

    /// All of them, from the first page.
    public static final DirectoryQuery ALL = new DirectoryQuery(null, null, null);

    /// @param token what the page before ended with; null for the first page
    /// @return the same query for another page
    public DirectoryQuery page(@Nullable String token) {
        return new DirectoryQuery(token, updatedAfter, groupId);
    }
}
