package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An application that Rollcall delivers its changes to: it verifies them with the Standard Webhooks library, answers as it is told
/// to, and keeps a table of users, in which no change counts that is older than the last one of that user.
public final class ApplicationDouble implements AutoCloseable {

    /// What Rollcall signs with, and what it signs with while that is rotated.
    public static final String SECRET = "whsec_cm9sbGNhbGwtcHVzaC10ZXN0LWtleS0wMDAwMDAwMQ==";
    public static final String NEXT_SECRET = "whsec_cm9sbGNhbGwtcHVzaC10ZXN0LWtleS0wMDAwMDAwMg==";

    private static final JsonMapper JSON = new JsonMapper();
    private static final String PATH = "/rollcall";

    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<JsonNode> taken = new ArrayList<>();
    private final Map<String, JsonNode> users = new TreeMap<>();
    private final Map<String, Long> newest = new TreeMap<>();
    private final String secret;
    private final HttpListener listener;
    private volatile Function<Delivery, Reply> behaviour = delivery -> Reply.of(204);
    private volatile @Nullable Consumer<Delivery> keeper;

    private ApplicationDouble(int port, String secret) {
        this.secret = secret;
        this.listener = HttpListener.start(port, InstantSource.system(), this::receive);
    }

    /// What came, and when.
    public record Delivery(String id, String signature, String body, Instant at) {

        public List<JsonNode> changes() {
            return StreamSupport.stream(JSON.readTree(body).path("data").spliterator(), false).toList();
        }

        public List<Long> cursors() {
            return changes().stream().map(ApplicationDouble::cursor).toList();
        }
    }

    /// What to answer.
    ///
    /// @param status 0 for none: the connection is closed
    /// @param delay how long to wait first
    /// @param endless whether the body has no end
    public record Reply(int status, Map<String, String> headers, Duration delay, boolean endless) {

        public static final Reply NONE = of(0);
        /// Not before the application is closed.
        public static final Reply NEVER = of(204).after(Duration.ofDays(1));

        /// A 200 whose body has no end.
        public static final Reply ENDLESS = new Reply(200, Map.of(), Duration.ZERO, true);

        public static Reply of(int status) {
            return new Reply(status, Map.of(), Duration.ZERO, false);
        }

        public Reply with(String header, String value) {
            return new Reply(status, Map.of(header, value), delay, endless);
        }

        public Reply after(Duration wait) {
            return new Reply(status, headers, wait, endless);
        }
    }

    /// Starts one on a free port, with the first secret.
    public static ApplicationDouble start() {
        return start(0, SECRET);
    }

    /// @param port 0 for any that is free
    public static ApplicationDouble start(int port, String secret) {
        return new ApplicationDouble(port, secret);
    }

    /// Keeps nothing itself from now on, and hands on what it takes.
    public ApplicationDouble handingTo(Consumer<Delivery> other) {
        keeper = other;
        return this;
    }

    public int port() {
        return listener.port();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port() + PATH);
    }

    /// Answers this from now on to what is signed.
    public ApplicationDouble answering(Function<Delivery, Reply> reply) {
        behaviour = reply;
        return this;
    }

    public ApplicationDouble answering(Reply reply) {
        return answering(delivery -> reply);
    }

    /// {@return everything that came and was signed, taken or not}
    public synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /// {@return the changes of what was answered with a 2xx, in order}
    public synchronized List<JsonNode> taken() {
        return List.copyOf(taken);
    }

    /// {@return the cursors of those, each as often as it was taken}
    public List<Long> cursors() {
        return taken().stream().map(ApplicationDouble::cursor).toList();
    }

    /// {@return the users that it has made of that, by id}
    public synchronized Map<String, JsonNode> users() {
        return Map.copyOf(users);
    }

    /// Forgets what came, and behaves.
    public synchronized void reset() {
        answering(Reply.of(204));
        deliveries.clear();
        taken.clear();
        users.clear();
        newest.clear();
    }

    public static long cursor(JsonNode change) {
        return Long.parseLong(change.path("cursor").asString());
    }

    @Override
    public void close() {
        closing.countDown();
        listener.close();
    }

    private Answer receive(Request request) {
        String body = new String(request.body(), UTF_8);
        if (!request.method().equals("POST") || !request.path().equals(PATH) || !isSigned(request, body)) {
            return Answer.text(400, "");
        }
        var delivery = new Delivery(String.valueOf(request.header("webhook-id")),
                String.valueOf(request.header("webhook-signature")), body, Instant.now());
        if (keeper == null) {
            keep(delivery);
        }
        Reply reply = behaviour.apply(delivery);
        if (reply.status() == 0 || isClosed(reply.delay())) {
            return new Answer.Dropped();
        }
        if (reply.status() / 100 == 2) {
            Consumer<Delivery> other = keeper;
            if (other == null) {
                take(delivery);
            } else {
                other.accept(delivery);
            }
        }
        if (reply.endless()) {
            return new Answer.Streamed("text/plain", out -> {
                while (!isClosed(Duration.ZERO)) {
                    out.write("more and more ".getBytes(UTF_8));
                }
            });
        }
        Answer.Whole answer = Answer.text(reply.status(), "");
        for (var header : reply.headers().entrySet()) {
            answer = answer.with(header.getKey(), header.getValue());
        }
        return answer;
    }

    /// {@return whether the application is closed within a time, or was}
    private boolean isClosed(Duration within) {
        try {
            return closing.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private boolean isSigned(Request request, String body) {
        var headers = request.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
        try {
            new Webhook(secret).verify(body, HttpHeaders.of(headers, (name, value) -> true));
            return true;
        } catch (Exception refused) {
            return false;
        }
    }

    private synchronized void keep(Delivery delivery) {
        deliveries.add(delivery);
    }

    private synchronized void take(Delivery delivery) {
        for (JsonNode change : delivery.changes()) {
            taken.add(change);
            String user = change.path("user").path("id").asString();
            if (newest.merge(user, cursor(change), Math::max) == cursor(change)) {
                if (change.path("kind").asString().equals("user.merged")) {
                    users.remove(user);
                } else {
                    users.put(user, change.path("user"));
                }
            }
        }
    }
}
