package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Plays Scalekit on 127.0.0.1: posts signed webhooks to one address, sends them again as Scalekit would, and shows
/// what became of them.
public final class ScalekitSimulator implements AutoCloseable {

    /// How often a webhook is posted before the simulator gives up on it.
    public static final int MAX_ATTEMPTS = 5;

    private static final Duration PACE = Duration.ofMillis(150);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private final URI webhookUrl;
    private final WebhookSigner signer;
    private final Clock clock = Clock.systemUTC();
    private final Deque<Delivery> newestFirst = new ConcurrentLinkedDeque<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private final HttpServer server;
    private volatile boolean closed;

    private ScalekitSimulator(HttpServer server, URI webhookUrl, WebhookSigner signer) {
        this.server = server;
        this.webhookUrl = webhookUrl;
        this.signer = signer;
    }

    /// Starts to listen; nothing is posted before it is asked for.
    ///
    /// @param port 0 for any that is free
    /// @param webhookUrl where the webhooks go
    /// @param secret `whsec_…`, to sign them with
    /// @throws UncheckedIOException if the port is taken
    public static ScalekitSimulator start(int port, URI webhookUrl, String secret) {
        var signer = new WebhookSigner(secret);
        try {
            var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
            var simulator = new ScalekitSimulator(HttpServer.create(address, 0), webhookUrl, signer);
            simulator.serve();
            return simulator;
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator cannot listen on port " + port, e);
        }
    }

    /// Where the simulator listens, without a slash at the end.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// What has been delivered or given up, newest first.
    public List<Delivery> deliveries() {
        return List.copyOf(newestFirst);
    }

    /// Delivers an event under its own `webhook-id`; done twice, it is a duplicate.
    public int deliver(SimulatedEvent event) {
        return deliver(event.webhookId(), event.bytes());
    }

    /// Posts these bytes, signed anew for each attempt, until they are answered with something other than 429 or 5xx or
    /// the attempts are used up.
    ///
    /// @return the last answer's HTTP status, 0 if there never was an answer
    public int deliver(String webhookId, byte[] body) {
        var delivery = attempt(webhookId, body, 1).join();
        newestFirst.addFirst(delivery);
        return delivery.status();
    }

    /// Delivers a scenario one by one, at a pace that an eye can follow.
    ///
    /// @return whether it was played to its end, and not cut off by [#close]
    public boolean play(Scenario scenario) {
        for (var event : scenario.deliveries()) {
            pause(PACE).join();
            if (closed) {
                return false;
            }
            deliver(event);
        }
        return !closed;
    }

    /// Stops listening and delivering; what is under way is given up.
    @Override
    public void close() {
        closed = true;
        server.stop(0);
        client.shutdownNow();
        threads.shutdownNow();
    }

    private CompletableFuture<Delivery> attempt(String webhookId, byte[] body, int number) {
        return client.sendAsync(signer.request(webhookUrl, webhookId, clock.instant(), body), BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0)
                .thenCompose(status -> isWorthRetrying(status) && number < MAX_ATTEMPTS && !closed
                        ? pause(FIRST_DELAY.multipliedBy(1L << (number - 1)))
                                .thenCompose(over -> attempt(webhookId, body, number + 1))
                        : CompletableFuture.completedFuture(describe(webhookId, body, status, number)));
    }

    private static boolean isWorthRetrying(int status) {
        return status == 0 || status == 429 || status >= 500;
    }

    private static CompletableFuture<Void> pause(Duration length) {
        return CompletableFuture.runAsync(() -> {
        }, CompletableFuture.delayedExecutor(length.toMillis(), MILLISECONDS));
    }

    private static Delivery describe(String webhookId, byte[] body, int status, int attempts) {
        var event = read(body);
        var data = event.path("data");
        var about = List.of("email", "display_name", "id").stream().filter(data::has).findFirst().orElse("");
        return new Delivery(webhookId, text(event.path("type")), text(data.path(about)),
                text(event.path("occurred_at")), status, attempts);
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

    private void serve() {
        server.setExecutor(threads);
        server.createContext("/", exchange -> get(exchange, "text/html; charset=utf-8",
                () -> new DeliveriesPage(webhookUrl.toString(), deliveries()).html()));
        server.createContext("/deliveries", exchange -> get(exchange, "application/json",
                () -> MAPPER.writeValueAsString(Map.of("data", deliveries()))));
        server.start();
    }

    private static void get(HttpExchange exchange, String type, Supplier<String> content) throws IOException {
        // A context also receives every path below its own.
        if (!exchange.getRequestURI().getPath().equals(exchange.getHttpContext().getPath())) {
            answer(exchange, 404, "text/plain; charset=utf-8", "The simulator has nothing here.\n");
        } else if (!exchange.getRequestMethod().equals("GET")) {
            exchange.getResponseHeaders().set("Allow", "GET");
            answer(exchange, 405, "text/plain; charset=utf-8", "This can only be read.\n");
        } else {
            answer(exchange, 200, type, content.get());
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String content) throws IOException {
        try (exchange) {
            var bytes = content.getBytes(UTF_8);
            var headers = exchange.getResponseHeaders();
            headers.set("Content-Type", type);
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
