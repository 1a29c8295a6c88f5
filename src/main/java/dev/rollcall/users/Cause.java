package dev.rollcall.users;

import org.jspecify.annotations.Nullable;

/// Why an account changed: an event or a person.
///
/// @param eventId Scalekit's id of the event; null if it was a person
/// @param inboxId the inbox's id of the event
/// @param actor who did it; null if it was an event
public record Cause(@Nullable String eventId, @Nullable Long inboxId, @Nullable String actor) {

    static Cause event(String eventId, long inboxId) {
        return new Cause(eventId, inboxId, null);
    }

    static Cause actor(String actor) {
        return new Cause(null, null, actor);
    }
}
