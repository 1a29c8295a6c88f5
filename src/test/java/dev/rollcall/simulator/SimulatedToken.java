package dev.rollcall.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a customer's own directory signs in with, as far as Scalekit tells of it.
///
/// @param suffix its last characters
/// @param active whether it may be used
/// @param expiresAt when it expires; null if never
/// @param lastUsedAt when it was used last; null if never
public record SimulatedToken(String suffix, boolean active, @Nullable Instant expiresAt, @Nullable Instant lastUsedAt) {

    /// One that may be used.
    public SimulatedToken(String suffix, @Nullable Instant expiresAt, @Nullable Instant lastUsedAt) {
        this(suffix, true, expiresAt, lastUsedAt);
    }
}
