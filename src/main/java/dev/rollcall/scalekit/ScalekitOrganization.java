package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// What was seen of an organization: a customer of the application.
///
/// @param id `org_…`
/// @param displayName its name; null where the source does not say
/// @param externalId what the application calls it; empty for nothing, null where the source does not say
/// @param metadata what else the application noted, texts by name as a JSON object in its canonical form; null where the
/// source does not say
public record ScalekitOrganization(String id, @Nullable String displayName, @Nullable String externalId,
        @Nullable String metadata) {

    /// An organization of which nothing but its name was said.
    public ScalekitOrganization(String id, @Nullable String displayName) {
        this(id, displayName, null, null);
    }
}
