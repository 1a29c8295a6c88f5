package dev.rollcall.push;

import dev.rollcall.push.Answer.Confirmed;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.Answer.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
import org.springframework.stereotype.Component;

/// Posts batches to the application. Whatever it does, an answer comes within the time-out.
@Component
class ApplicationClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER).connectTimeout(CONNECT_TIMEOUT).build();
    private final PushProperties properties;
    private final Signature signature;
    private final PushMetrics metrics;
    private final Clock clock;

    ApplicationClient(PushProperties properties, PushMetrics metrics, Clock clock) {
        this.properties = properties;
        this.signature = new Signature(properties.secrets());
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Delivers a batch once.
    ///
    /// @return what became of it
    /// @throws InterruptedException if this node stops meanwhile
    Answer deliver(Batch batch) throws InterruptedException {
        long start = System.nanoTime();
        Answer answer = post(batch);
        metrics.delivered(answer, Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private Answer post(Batch batch) throws InterruptedException {
        AnswerHead head = new AnswerHead(clock);
        CompletableFuture<HttpResponse<Void>> whole = http.sendAsync(request(batch), head);
        try {
            whole.get(properties.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            return head.answer().orElseGet(() -> failed(failed.getCause() == null ? failed : failed.getCause()));
        } catch (TimeoutException late) {
            return head.answer().orElseGet(this::late);
        } finally {
            whole.cancel(true); // closes the connection of an answer that is no longer waited for
        }
        return head.answer().orElseThrow();
    }

    private HttpRequest request(Batch batch) {
        long now = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(URI.create(properties.url())).header("Content-Type", "application/json")
                .header("User-Agent", "Rollcall").header("webhook-id", batch.id())
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", signature.sign(batch.id(), now, batch.json()))
                .POST(BodyPublishers.ofString(batch.json())).build();
    }

    private Failed late() {
        return new Failed(Outcome.TIMEOUT, "It did not answer within %s.".formatted(length(properties.timeout())), true,
                null);
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
