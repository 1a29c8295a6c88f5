package dev.rollcall.scalekit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A user as a directory lists it.
///
/// @param user what the page, and the directory's role assignments where the page leaves the roles out, say of it
/// @param updatedAt since when Scalekit has known this; null where the page does not say
public record ListedUser(DirectoryUser user, @Nullable Instant updatedAt) {
}
