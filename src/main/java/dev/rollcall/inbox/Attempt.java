package dev.rollcall.inbox;

import org.jspecify.annotations.Nullable;

/// One attempt to apply an event.
///
/// @param event the event as it is after it
/// @param outcome what the handler answered; null if it failed unexpectedly
record Attempt(InboxEvent event, @Nullable Outcome outcome) {
}
