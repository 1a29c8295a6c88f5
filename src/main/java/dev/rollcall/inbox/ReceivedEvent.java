package dev.rollcall.inbox;

import java.time.Instant;

/// An event as its handler gets it.
///
/// @param id the inbox's id of the event
/// @param payload the body, byte for byte as it was signed
/// @param receivedAt when it was received
public record ReceivedEvent(long id, byte[] payload, Instant receivedAt) {
}
