package dev.rollcall.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An entry of the change feed.
///
/// @param cursor its place: what to ask for the changes after it with
/// @param kind what kind of change it was, such as `user.deactivated`; after `user.merged` the user is another one's former
/// self and not listed any more
/// @param occurredAt when the cause occurred
/// @param organizationExternalId what the application calls the organization of the user; null if Scalekit does not say
/// @param user the user as it was after the change
/// @param cause why
public record Change(String cursor, String kind, Instant occurredAt, @Nullable String organizationExternalId, User user,
        Cause cause) {
}
