package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which events are meant; null components do not filter.
///
/// @param status only events in this status
/// @param type only events of this type
/// @param organizationId only events about this organization
/// @param subjectId only events about this user, group, directory or organization
/// @param since only events received at this instant or later
/// @param until only events received before this instant
public record EventFilter(@Nullable EventStatus status, @Nullable String type, @Nullable String organizationId,
        @Nullable String subjectId, @Nullable Instant since, @Nullable Instant until) {
}
