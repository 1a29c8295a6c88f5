package dev.rollcall.scalekit;

import java.time.Instant;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/// What Scalekit answered.
///
/// @param body the JSON object
/// @param at when it was given
record Answer(JsonNode body, Instant at) {

    private static final int OK = 200;

    /// @param what the call, for the exception's message
    /// @throws DirectoryApiException if it cannot be read
    <T> T read(String what, BiFunction<JsonNode, Instant, T> reader) {
        try {
            return reader.apply(body, at);
        } catch (UnreadableAnswerException unreadable) {
            throw new DirectoryApiException(what + ": " + OK + ": " + unreadable.getMessage() + ".", OK, null);
        }
    }
}
