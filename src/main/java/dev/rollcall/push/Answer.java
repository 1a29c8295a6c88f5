package dev.rollcall.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of a delivery.
sealed interface Answer {

    /// The application has taken it: a 2xx.
    record Confirmed() implements Answer {
    }

    /// The application has not taken it.
    ///
    /// @param outcome what it counts as
    /// @param why what happened, a sentence
    /// @param isDoubtful whether it may be for what was delivered: else the application cannot be reached, or says so itself
    /// @param retryAfter how long the application asks to wait; null if it does not say
    record Failed(Outcome outcome, String why, boolean isDoubtful, @Nullable Duration retryAfter) implements Answer {
    }

    /// What deliveries come to, in figures.
    enum Outcome {
        CONFIRMED("2xx"), REDIRECT("redirect"), REFUSED("4xx"), BROKEN("5xx"), TIMEOUT("timeout"),
        UNREACHABLE("unreachable");

        private final String tag;

        Outcome(String tag) {
            this.tag = tag;
        }

        String tag() {
            return tag;
        }
    }
}
