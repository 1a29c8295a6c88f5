package dev.rollcall.journal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A customer of the application.
///
/// @param id Scalekit's id of the organization
/// @param externalId what the application calls it; null if Scalekit does not say
/// @param name its name; null if Scalekit has not said
/// @param metadata what else the application noted at Scalekit, texts by name
/// @param deleted whether it is deleted: then none of its users has access
public record OrganizationView(String id, @Nullable String externalId, @Nullable String name,
        Map<String, String> metadata, boolean deleted) {
}
