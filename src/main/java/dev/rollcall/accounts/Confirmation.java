package dev.rollcall.accounts;

import java.time.Instant;

/// A directory user that was seen again just as it is known.
///
/// @param id `diruser_…`
/// @param at when that was true, in microseconds
public record Confirmation(String id, Instant at) {
}
