package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an event's payload says about itself, to search by; null where it cannot be read. A text has at most 255
/// characters and none that PostgreSQL cannot keep.
///
/// @param eventId the sender's id of the event
/// @param type the event's type
/// @param organizationId the organization that it is about
/// @param subjectId what it is about: a user, a group, a directory or an organization
/// @param occurredAt when its content was true
/// @param isUseful whether anything can be done with events of its type, or it has none that can be read: of others no
/// body is kept, which may contain people and secrets
public record EventFacts(@Nullable String eventId, @Nullable String type, @Nullable String organizationId,
        @Nullable String subjectId, @Nullable Instant occurredAt, boolean isUseful) {
}
