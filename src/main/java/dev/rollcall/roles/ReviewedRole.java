package dev.rollcall.roles;

import dev.rollcall.journal.User;
import dev.rollcall.roles.Access.RoleOrigin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A line of an access review.
///
/// @param user the user
/// @param organization what the user's organization is called; null if nothing has said
/// @param origin a role of the user, and what gives it; null if the user has no role
/// @param since since when the user has had the role from there; null if none is on record
public record ReviewedRole(User user, @Nullable String organization, @Nullable RoleOrigin origin,
        @Nullable Instant since) {
}
