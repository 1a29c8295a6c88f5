package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// What was seen of an organization: a customer of the application.
///
/// @param id `org_…`
/// @param displayName its name; null where the source does not say
public record ScalekitOrganization(String id, @Nullable String displayName) {
}
