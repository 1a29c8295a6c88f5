package dev.rollcall.roles;

import org.jspecify.annotations.Nullable;

/// The default role of an organization, or of all that say nothing of their own.
///
/// @param organizationId the organization; null for all
/// @param role the role of active users who have no other; null for none
/// @param source what says so; null if nothing does
public record DefaultRoleChoice(@Nullable String organizationId, @Nullable String role, @Nullable Source source) {

    /// What says which role it is. The first one that says anything counts.
    public enum Source {
        /// It is chosen for the organization.
        ORGANIZATION,
        /// It is chosen for all organizations.
        ALL,
        /// It is the setting `ROLLCALL_ACCOUNTS_DEFAULTROLE`.
        SETTING
    }
}
