package dev.rollcall.scalekit;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A user as a directory lists it.
///
/// @param user what the page, and the directory's role assignments where the page leaves the roles out, say of it
/// @param updatedAt since when Scalekit has known this; null where the page does not say
/// @param groupsMissing whether the page has no `groups` of this user, which is something else than ones that cannot be read
/// @param leftAside the optional fields that could not be read and count as not said
/// @param leaversEmail the address that the page has of somebody who is not active, which is not taken; null of others
public record ListedUser(ScalekitUser user, @Nullable Instant updatedAt, boolean groupsMissing, Set<String> leftAside,
        @Nullable String leaversEmail) {

    /// A user of whom the page has no address that is not taken.
    public ListedUser(ScalekitUser user, @Nullable Instant updatedAt, boolean groupsMissing, Set<String> leftAside) {
        this(user, updatedAt, groupsMissing, leftAside, null);
    }
}
