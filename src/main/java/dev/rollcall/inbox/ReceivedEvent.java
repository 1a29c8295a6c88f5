package dev.rollcall.inbox;

import org.jspecify.annotations.Nullable;

/// An event as its handler gets it.
///
/// @param id the inbox's id of the event
/// @param payload the body, byte for byte as it was signed
/// @param organizationId the organization that it is about; null if it names none
public record ReceivedEvent(long id, byte[] payload, @Nullable String organizationId) {
}
