package dev.rollcall.scalekit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why an attempt failed.
///
/// @param status the answer's HTTP status; null if there was no whole answer
/// @param said what went wrong, in a few words
/// @param retryAfter how long Scalekit wants to be left alone; null if it does not say
/// @param passing whether another attempt may help
/// @param cause what broke the connection; null if nothing did
record Failure(@Nullable Integer status, String said, @Nullable Duration retryAfter, boolean passing,
        @Nullable Throwable cause) {

    /// No attempt was made.
    static final Failure NONE = new Failure(null, "not tried", null, true, null);

    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final Set<Integer> WRONG_CREDENTIALS = Set.of(400, 401, 403);

    static Failure of(RuntimeException failure) {
        if (failure instanceof RefusedException refused) {
            int status = refused.status();
            return new Failure(status, refused.said(), refused.retryAfter(),
                    status >= 500 || status == TIMEOUT || status == TOO_MANY, null);
        }
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof IOException)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case IOException broken -> new Failure(null, whatBroke(broken), null, true, broken);
            // What a parser says quotes the answer, and with it personal data: neither its message nor itself goes on.
            case NotJsonException notJson ->
                    new Failure(200, "the answer is not the JSON that it should be", null, true, null);
            default -> new Failure(200, "the answer is empty or cannot be read", null, true, null);
        };
    }

    boolean isTooManyRequests() {
        return status != null && status == TOO_MANY;
    }

    /// @param attempts how many were made
    /// @param why why no other one is made, as a sentence; null if the failure itself says
    DirectoryApiException finallyOf(Call call, String what, int attempts, @Nullable String why) {
        StringBuilder message = new StringBuilder(what).append(": ").append(status == null ? said : status);
        if (attempts > 1) {
            message.append(" after ").append(attempts).append(" attempts");
        }
        if (status != null && !said.isEmpty()) {
            message.append(": ").append(said);
        }
        if (!said.endsWith(".")) {
            message.append('.');
        }
        if (why != null) {
            message.append(' ').append(why);
        }
        if (call == Call.TOKEN && status != null && WRONG_CREDENTIALS.contains(status)) {
            message.append(' ').append(DirectoryApiException.CHECK_CREDENTIALS);
        }
        return new DirectoryApiException(message.toString(), status, cause);
    }

    private static String whatBroke(IOException broken) {
        return switch (broken) {
            case HttpConnectTimeoutException slow -> "no connection in time";
            case HttpTimeoutException slow -> "no whole answer in time";
            case ConnectException unknown when unknown.getCause() instanceof UnresolvedAddressException ->
                    "the host is not known";
            case ConnectException refused -> "no connection";
            case SSLException untrusted -> "no secure connection";
            case IOException oversize when String.valueOf(oversize.getMessage()).startsWith("body exceeds capacity") ->
                    "the answer is longer than rollcall.scalekit.max-response-size";
            default -> "the answer was cut off";
        };
    }
}
