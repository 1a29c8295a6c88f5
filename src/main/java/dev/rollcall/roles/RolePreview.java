package dev.rollcall.roles;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whom an edit of the role mappings would give or take which role.
///
/// @param users how many users would have other roles
/// @param roles the roles that anybody would get or lose, by name
/// @param page some of these users, newest first
public record RolePreview(long users, List<RoleCount> roles, List<UserRoles> page) {

    /// How many users would get and lose a role.
    ///
    /// @param role the role's name
    /// @param given how many do not have it, from whatever source, and would
    /// @param taken how many have it and would not
    public record RoleCount(String role, long given, long taken) {
    }

    /// A user who would have other roles.
    ///
    /// @param id the account
    /// @param organizationId the organization that it belongs to
    /// @param email the e-mail address
    /// @param name the full name
    /// @param given the roles that the user would get, by name
    /// @param taken the roles that the user would lose, by name
    public record UserRoles(UUID id, String organizationId, @Nullable String email, @Nullable String name,
            List<String> given, List<String> taken) {
    }
}
