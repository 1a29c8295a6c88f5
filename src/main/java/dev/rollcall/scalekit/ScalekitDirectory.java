package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// What was seen of a directory: an organization's source of users and groups.
///
/// @param id `dir_…`
/// @param organizationId the organization that it belongs to
/// @param provider Scalekit's name of the kind of directory, such as `OKTA`; null where the source does not say
/// @param type how it is read, such as `SCIM`; null where the source does not say
public record ScalekitDirectory(String id, String organizationId, @Nullable String provider, @Nullable String type) {

    /// A directory of which was not said how it is read.
    public ScalekitDirectory(String id, String organizationId, @Nullable String provider) {
        this(id, organizationId, provider, null);
    }
}
