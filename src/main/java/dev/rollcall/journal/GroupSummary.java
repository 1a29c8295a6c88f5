package dev.rollcall.journal;

import org.jspecify.annotations.Nullable;

/// A live group with the number of its members.
///
/// @param id Scalekit's id of the group
/// @param organizationId the organization that it belongs to
/// @param directoryId the directory that it belongs to; null while only a member's list of groups told of it
/// @param displayName its name
/// @param memberCount how many users are in it
public record GroupSummary(String id, String organizationId, @Nullable String directoryId, @Nullable String displayName,
        long memberCount) {
}
