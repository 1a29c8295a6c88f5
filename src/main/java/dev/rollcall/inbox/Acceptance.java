package dev.rollcall.inbox;

/// The inbox has an event, durably.
///
/// @param id the inbox's id of the event
/// @param duplicate whether it had it before
public record Acceptance(long id, boolean duplicate) {
}
