package dev.rollcall.push;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whether the application has heard of a change.
///
/// @param at when it confirmed that for the first time; null if it has not
/// @param isAwaited whether it has not and is still to. Neither it has nor it is if deliveries began behind that change
public record Confirmation(@Nullable Instant at, boolean isAwaited) {
}
