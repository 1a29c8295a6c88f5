package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A row of the inbox, as people see it.
///
/// @param id the inbox's id
/// @param webhookId the idempotency key: the `webhook-id` that it came with
/// @param eventId the sender's id of the event
/// @param type the event's type
/// @param organizationId the organization that it is about
/// @param subjectId the user, group, directory or organization that it is about
/// @param occurredAt when its content was true
/// @param receivedAt when it was acknowledged
/// @param processedAt when it was finished; null while it is pending
/// @param status where it is on its way
/// @param attempts how often it was tried since it was received or last replayed
/// @param reason why it is where it is, as a sentence
public record InboxEvent(long id, String webhookId, @Nullable String eventId, @Nullable String type,
        @Nullable String organizationId, @Nullable String subjectId, @Nullable Instant occurredAt, Instant receivedAt,
        @Nullable Instant processedAt, EventStatus status, int attempts, @Nullable String reason) {
}
