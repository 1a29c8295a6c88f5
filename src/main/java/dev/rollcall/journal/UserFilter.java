package dev.rollcall.journal;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which users are meant; null components do not filter.
///
/// @param organizationId only users of this organization
/// @param email only users with this e-mail address, in any case
/// @param status only users in this status
/// @param externalId only users whom the application calls so
/// @param text only users whose id, or one of whose directory users' ids, this is, or else with words in the address or the
/// name that begin with each word of it
/// @param role only users who have this role, so that it counts
/// @param groupId only users in this group
/// @param updatedSince only users of whom anything changed at this instant or later
/// @param attributes only users with all of these attributes, by the names that [AttributeValue] takes
public record UserFilter(@Nullable String organizationId, @Nullable String email, User.@Nullable Status status,
        @Nullable String externalId, @Nullable String text, @Nullable String role, @Nullable String groupId,
        @Nullable Instant updatedSince, Map<String, String> attributes) {

    /// Whoever matches, whatever else is known of them.
    public UserFilter(@Nullable String organizationId, @Nullable String email, User.@Nullable Status status) {
        this(organizationId, email, status, null, null, null, null, null, Map.of());
    }

    /// {@return a filter for whoever is like a text}
    public static UserFilter like(@Nullable String text) {
        return new UserFilter(null, null, null, null, text, null, null, null, Map.of());
    }

    /// {@return the filter without the text}
    UserFilter likeAnybody() {
        return new UserFilter(organizationId, email, status, externalId, null, role, groupId, updatedSince, attributes);
    }
}
