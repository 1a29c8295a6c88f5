package dev.rollcall.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event on its way into the table.
///
/// @param webhookId the idempotency key
/// @param payload the body, byte for byte as it was signed
/// @param receivedAt when it arrived
/// @param facts what its payload says about itself
/// @param traceparent the trace of the request that brings it; null if it is not traced
record Arrival(String webhookId, byte[] payload, Instant receivedAt, EventFacts facts, @Nullable String traceparent) {
}
