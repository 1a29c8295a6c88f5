package dev.rollcall.journal;

import org.jspecify.annotations.Nullable;

/// Which users are meant; null components do not filter.
///
/// @param organizationId only users of this organization
/// @param email only users with this e-mail address, in any case
/// @param status only users in this status
/// @param externalId only users whom the application calls so
public record UserFilter(@Nullable String organizationId, @Nullable String email, User.@Nullable Status status,
        @Nullable String externalId) {

    /// Whoever matches, whatever the application calls them.
    public UserFilter(@Nullable String organizationId, @Nullable String email, User.@Nullable Status status) {
        this(organizationId, email, status, null);
    }
}
