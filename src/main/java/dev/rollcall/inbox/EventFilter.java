package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which events are meant; null components do not filter.
///
/// @param status only events in this status
/// @param type only events of this type
/// @param organizationId only events about this organization
/// @param since only events received at this instant or later
public record EventFilter(@Nullable EventStatus status, @Nullable String type, @Nullable String organizationId,
        @Nullable Instant since) {
}
