package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// What was seen of a group in a directory.
///
/// @param id `dirgroup_…`
/// @param organizationId the organization that it belongs to
/// @param directoryId the directory that it belongs to; null where the source does not say
/// @param displayName its name; null where the source does not say
public record DirectoryGroup(String id, String organizationId, @Nullable String directoryId,
        @Nullable String displayName) {

    /// {@return the same without a statement of its name}
    public DirectoryGroup withoutName() {
        return new DirectoryGroup(id, organizationId, directoryId, null);
    }
}
