package dev.rollcall.push;

import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.Answer.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Posts to a URL that somebody has set. Whatever is there does, an answer comes within the time-out; redirects are not
/// followed, and of the answer's body nothing is kept.
public final class HttpPoster {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER).connectTimeout(CONNECT_TIMEOUT).build();
    private final Duration timeout;
    private final Clock clock;

    /// @param timeout how long an answer may take
    /// @param clock tells how long a `Retry-After` with a date is, if the answer does not say when it was given
    public HttpPoster(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    /// @param request what is posted, and where to
    /// @return what became of it
    /// @throws InterruptedException if this node stops meanwhile
    public Answer post(HttpRequest request) throws InterruptedException {
        AnswerHead head = new AnswerHead(clock);
        CompletableFuture<HttpResponse<Void>> whole = http.sendAsync(request, head);
        try {
            whole.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            return head.answer().orElseGet(() -> failed(failed.getCause() == null ? failed : failed.getCause()));
        } catch (TimeoutException late) {
            return head.answer().orElseGet(this::late);
        } finally {
            whole.cancel(true); // closes the connection of an answer that is no longer waited for
        }
        return head.answer().orElseThrow();
    }

    private Failed late() {
        return new Failed(Outcome.TIMEOUT, "It did not answer within %s.".formatted(length(timeout)), true, null);
    }

    private static String length(Duration time) {
        return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
    }

    /// Says what happened without an exception's own words, which may name a host or quote what came.
    private static Failed failed(Throwable failure) {
        return switch (failure) {
            case ConnectException refused ->
                    unreachable(refused.getCause() instanceof UnresolvedAddressException ? "Its host is not known."
                            : "Nobody takes connections there.");
            case HttpTimeoutException late -> unreachable("No connection came about.");
            case SSLException untrusted -> unreachable("There is no trusted TLS connection to it.");
            case IOException cutOff ->
                    new Failed(Outcome.UNREACHABLE, "It closed the connection without an answer.", true, null);
            default -> unreachable(failure.getClass().getSimpleName() + ".");
        };
    }

    private static Failed unreachable(String why) {
        return new Failed(Outcome.UNREACHABLE, why, false, null);
    }
}
