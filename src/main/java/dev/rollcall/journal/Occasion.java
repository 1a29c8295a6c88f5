package dev.rollcall.journal;

import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

/// What made an account change.
///
/// @param cause why it changed
/// @param at when the cause occurred
public record Occasion(Cause cause, Instant at) {

    public static Occasion latest(Stream<Occasion> occasions, Occasion otherwise) {
        return occasions.max(Comparator.comparing(Occasion::at)).orElse(otherwise);
    }
}
