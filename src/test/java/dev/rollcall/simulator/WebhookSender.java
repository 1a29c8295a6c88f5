package dev.rollcall.simulator;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Posts one webhook until it is accepted or given up, as Scalekit does but in compressed time; signatures carry the
/// system's time, whatever directory time it is.
final class WebhookSender implements AutoCloseable {

    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final long LONGEST_FACTOR = 16;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final WebhookSigner signer;
    private final Clock clock = Clock.systemUTC();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private volatile int attempts = ScalekitSimulator.MAX_ATTEMPTS;
    private volatile boolean closed;

    WebhookSender(WebhookSigner signer) {
        this.signer = signer;
    }

    /// Sets how often each one is posted before it is given up.
    void attempts(int attempts) {
        this.attempts = attempts;
    }

    /// @param afterFirstAttempt runs when the first answer is here, or none is to come
    CompletableFuture<Delivery> send(URI url, String webhookId, byte[] body, Runnable afterFirstAttempt) {
        return attempt(url, webhookId, body, 1, afterFirstAttempt);
    }

    static CompletableFuture<Void> pause(Duration length) {
        return CompletableFuture.runAsync(() -> {
        }, CompletableFuture.delayedExecutor(length.toMillis(), MILLISECONDS));
    }

    /// What there is to say about a webhook that was posted so often.
    static Delivery describe(String webhookId, byte[] body, int status, int attempts) {
        var event = read(body);
        var data = event.path("data");
        var about = List.of("email", "display_name", "id").stream().filter(data::has).findFirst().orElse("");
        return new Delivery(webhookId, text(event.path("type")), text(data.path(about)),
                text(event.path("occurred_at")), status, attempts);
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
    }

    private CompletableFuture<Delivery> attempt(URI url, String webhookId, byte[] body, int number, Runnable after) {
        return client.sendAsync(signer.request(url, webhookId, clock.instant(), body), BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0).whenComplete((status, none) -> {
                    if (number == 1) {
                        after.run();
                    }
                })
                .thenCompose(status -> isWorthRetrying(status) && number < attempts && !closed
                        ? pause(FIRST_DELAY.multipliedBy(factor(number)))
                                .thenCompose(over -> attempt(url, webhookId, body, number + 1, after))
                        : CompletableFuture.completedFuture(describe(webhookId, body, status, number)));
    }

    private static long factor(int attempt) {
        return attempt > 5 ? LONGEST_FACTOR : 1L << (attempt - 1);
    }

    private static boolean isWorthRetrying(int status) {
        return status == 0 || status == 429 || status >= 500;
    }

    private static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JacksonException e) {
            return MAPPER.missingNode();
        }
    }

    private static @Nullable String text(JsonNode node) {
        return node.isString() ? node.asString() : null;
    }
}
