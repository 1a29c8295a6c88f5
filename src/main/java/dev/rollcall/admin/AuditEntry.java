package dev.rollcall.admin;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that somebody did, or tried to do.
///
/// @param id grows with time
/// @param occurredAt when it was begun
/// @param actor who did it; `anonymous` for a sign-in that failed
/// @param method the HTTP method
/// @param path the path's pattern, such as `/api/v1/events/{id}/replay`
/// @param details the path's variables, and what else tells what was asked for: ids and filters, no personal data
/// @param status the HTTP status that it was answered with; null while it is under way, or if it was cut off
record AuditEntry(long id, Instant occurredAt, String actor, String method, String path, Map<String, Object> details,
        @Nullable Integer status) {
}
