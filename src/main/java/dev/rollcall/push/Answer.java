package dev.rollcall.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of what was posted.
public sealed interface Answer {

    /// It was taken: a 2xx.
    record Confirmed() implements Answer {
    }

    /// It was not taken.
    ///
    /// @param outcome what it counts as
    /// @param why what happened, a sentence that names no URL
    /// @param isDoubtful whether it may be for what was posted: else the other side cannot be reached, or says so itself
    /// @param retryAfter how long the other side asks to wait, at most an hour; null if it does not say
    record Failed(Outcome outcome, String why, boolean isDoubtful, @Nullable Duration retryAfter) implements Answer {
    }

    /// What posting comes to, in figures.
    enum Outcome {
        CONFIRMED("2xx"), REDIRECT("redirect"), REFUSED("4xx"), BROKEN("5xx"), TIMEOUT("timeout"),
        UNREACHABLE("unreachable");

        private final String tag;

        Outcome(String tag) {
            this.tag = tag;
        }

        /// {@return what it is called in metrics}
        public String tag() {
            return tag;
        }
    }
}
