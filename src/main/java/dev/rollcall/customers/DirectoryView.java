package dev.rollcall.customers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A customer's directory, and how it is.
///
/// @param id Scalekit's id of the directory
/// @param organizationId Scalekit's id of the organization that it belongs to
/// @param organizationName the organization's name; null if Scalekit has not said
/// @param provider Scalekit's name of the provider, such as `OKTA`; null if it has not said
/// @param type how Scalekit reads it, such as `SCIM`; null if it has not said
/// @param enabled whether it is enabled at Scalekit
/// @param users how many people Rollcall knows to be active in it now: whoever only events have told of is counted where it is the
/// organization's only directory, or one of their groups is in it
/// @param groups how many groups Rollcall knows of in it now
/// @param lastEventAt when the last event about it, or about somebody or a group in it, was received; null if none was
/// @param lastSyncedAt when Scalekit was last in step with the customer's directory; null if it has not said
/// @param lastCompleteRunAt when a run last saw all of it; null if none has
/// @param tokenExpiresAt when the token expires that the customer's directory signs in with; null if it does not, or if none is
/// known
/// @param tokenLastUsedAt when that token was last used; null if it was not, or if none is known
/// @param state how it is. Of several things that are true, the last of `WORKING`, `WAITING`, `QUIET`, `TOKEN_EXPIRING`,
/// `TOKEN_EXPIRED`, `FAILING`, `GONE`
/// @param explanation all that is true, in sentences, the worst first
public record DirectoryView(String id, String organizationId, @Nullable String organizationName,
        @Nullable String provider, @Nullable String type, boolean enabled, long users, long groups,
        @Nullable Instant lastEventAt, @Nullable Instant lastSyncedAt, @Nullable Instant lastCompleteRunAt,
        @Nullable Instant tokenExpiresAt, @Nullable Instant tokenLastUsedAt, DirectoryState state, String explanation) {
}
