package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// What was seen of a group in a directory.
///
/// @param id `dirgroup_…`
/// @param organizationId the organization that it belongs to
/// @param directoryId the directory that it belongs to; null where the source does not say
/// @param displayName its name; null where the source does not say
public record ScalekitGroup(String id, String organizationId, @Nullable String directoryId,
        @Nullable String displayName) {

    /// {@return the same without a statement of its name}
    public ScalekitGroup withoutName() {
        return new ScalekitGroup(id, organizationId, directoryId, null);
    }
}
