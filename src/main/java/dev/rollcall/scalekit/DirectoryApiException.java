package dev.rollcall.scalekit;

import org.jspecify.annotations.Nullable;

/// Scalekit did not give what it was asked for. The message is a sentence for an operator: which call, after how many
/// attempts, which status, what Scalekit said. It contains no token and no personal data.
public class DirectoryApiException extends RuntimeException {

    /// How a message ends if Scalekit does not know the API client.
    public static final String CHECK_CREDENTIALS = "Check SCALEKIT_CLIENT_ID and SCALEKIT_CLIENT_SECRET.";

    private final @Nullable Integer status;

    /// @param message the sentence
    /// @param status the last answer's HTTP status; null if there was no answer
    /// @param cause why there was none; null if there was an answer
    public DirectoryApiException(String message, @Nullable Integer status, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /// {@return the last answer's HTTP status; null if there was none}
    public @Nullable Integer status() {
        return status;
    }
}
