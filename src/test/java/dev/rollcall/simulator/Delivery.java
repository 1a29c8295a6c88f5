package dev.rollcall.simulator;

import org.jspecify.annotations.Nullable;

/// What became of one webhook that the simulator posted.
///
/// @param type what the body says it is, if that can be read, like the next two
/// @param about whom or what: an e-mail address, a name or an id
/// @param occurredAt as it stands in the body
/// @param status the last answer's HTTP status, 0 if there never was an answer
/// @param attempts how often it was posted
public record Delivery(String webhookId, @Nullable String type, @Nullable String about, @Nullable String occurredAt,
        int status, int attempts) {

    /// Whether it need not be sent again.
    public boolean accepted() {
        return status >= 200 && status < 300;
    }
}
