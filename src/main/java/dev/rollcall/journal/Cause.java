package dev.rollcall.journal;

import org.jspecify.annotations.Nullable;

/// Why an account changed: an event, a reconciliation or a person.
///
/// @param eventId Scalekit's id of the event; null if it was none
/// @param inboxId the inbox's id of the event
/// @param syncRunId the id of the reconciliation's run; null if it was none
/// @param actor who did it; null if it was nobody
public record Cause(@Nullable String eventId, @Nullable Long inboxId, @Nullable Long syncRunId,
        @Nullable String actor) {

    /// @param id the id of a reconciliation's run
    /// @return the run as a cause
    public static Cause syncRun(long id) {
        return new Cause(null, null, id, null);
    }

    public static Cause event(String eventId, long inboxId) {
        return new Cause(eventId, inboxId, null, null);
    }

    public static Cause actor(String actor) {
        return new Cause(null, null, null, actor);
    }
}
