package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt to apply an event.
///
/// @param event the event as it is after it
/// @param outcome what the handler answered; null if it failed unexpectedly
/// @param traceparent the trace that it belongs to; null if it is not traced
/// @param from when the event was claimed for it
record Attempt(InboxEvent event, @Nullable Outcome outcome, @Nullable String traceparent, Instant from) {
}
