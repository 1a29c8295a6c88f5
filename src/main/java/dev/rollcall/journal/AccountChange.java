package dev.rollcall.journal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry of an account's history.
///
/// @param id grows with time
/// @param kind what kind of change it was, such as `user.deactivated`
/// @param changes what changed
/// @param cause why
/// @param occurredAt when the cause occurred
/// @param recordedAt when Rollcall applied it
/// @param cursor its place in the change feed; null as long as nobody has read or delivered the feed up to it
public record AccountChange(long id, String kind, List<FieldChange> changes, Cause cause, Instant occurredAt,
        Instant recordedAt, @Nullable String cursor) {

    /// One thing that changed.
    ///
    /// @param field the name of the field, as in a user
    /// @param from what it was: a text, a list of texts, or null
    /// @param to what it became
    public record FieldChange(String field, @Nullable Object from, @Nullable Object to) {
    }
}
