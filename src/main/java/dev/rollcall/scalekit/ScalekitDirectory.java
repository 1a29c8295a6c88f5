package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// What was seen of a directory: an organization's source of users and groups.
///
/// @param id `dir_…`
/// @param organizationId the organization that it belongs to
/// @param provider Scalekit's name of the kind of directory, such as `OKTA`; null where the source does not say
public record ScalekitDirectory(String id, String organizationId, @Nullable String provider) {
}
