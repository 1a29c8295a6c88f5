package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ScalekitSimulatorTests {

    private static final String SECRET = "whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> verified = new CopyOnWriteArrayList<>();
    private HttpServer receiver;
    private ScalekitSimulator simulator;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
        simulator = ScalekitSimulator.start(0, URI.create("http://127.0.0.1:" + receiver.getAddress().getPort()),
                SECRET);
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.stop(0);
        client.close();
    }

    @Test
    void deliversWhatTheStandardWebhooksLibraryVerifies() {
        var event = ScalekitEvents.userCreated("diruser_1").named("Zoë", "Đặng");

        assertThat(simulator.deliver(event)).isEqualTo(201);
        assertThat(verified).containsExactly(event.json());
    }

    @Test
    void sendsAgainUntilItIsAccepted() {
        answers.addAll(List.of(503, 429));

        assertThat(simulator.deliver(ScalekitEvents.userCreated("diruser_1"))).isEqualTo(201);
        assertThat(simulator.deliveries()).singleElement().extracting(Delivery::attempts).isEqualTo(3);
    }

    @Test
    void doesNotSendAgainWhatIsRefused() {
        answers.addAll(List.of(400));

        assertThat(simulator.deliver(ScalekitEvents.userCreated("diruser_1"))).isEqualTo(400);
        assertThat(simulator.deliveries()).singleElement().extracting(Delivery::attempts).isEqualTo(1);
    }

    @Test
    void givesUpWhenNobodyAnswers() {
        receiver.stop(0);

        assertThat(simulator.deliver(ScalekitEvents.userCreated("diruser_1"))).isZero();
        assertThat(simulator.deliveries()).singleElement().extracting(Delivery::attempts)
                .isEqualTo(ScalekitSimulator.MAX_ATTEMPTS);
    }

    @Test
    void deliversABodyThatIsNoJson() {
        assertThat(simulator.deliver("msg_1", new byte[0])).isEqualTo(201);
        assertThat(simulator.deliver("msg_2", "{\"type\":".getBytes(UTF_8))).isEqualTo(201);
        assertThat(simulator.deliveries()).extracting(Delivery::type).containsOnlyNulls();
    }

    @Test
    void playsAScenarioInItsOrderButNow() {
        var first = ScalekitEvents.userCreated("diruser_1").id("evt_first");
        var second = ScalekitEvents.userDeleted("diruser_1").id("evt_second");

        assertThat(simulator.play(new Scenario(List.of(second, first, second)))).isTrue();
        assertThat(verified).extracting(body -> new JsonMapper().readTree(body).path("id").asString())
                .containsExactly("evt_second", "evt_first", "evt_second");
        assertThat(verified.getFirst()).isEqualTo(verified.getLast());
        assertThat(occurredAt(verified.get(1))).isBefore(occurredAt(verified.get(0))).isCloseTo(Instant.now(),
                within(20, ChronoUnit.SECONDS));
    }

    @Test
    void endsAScenarioEarlyWhenItIsClosed() {
        simulator.close();

        assertThat(simulator.play(new Scenario(List.of(ScalekitEvents.userCreated("diruser_1"))))).isFalse();
        assertThat(verified).isEmpty();
    }

    @Test
    void listsItsDeliveriesNewestFirst() throws Exception {
        simulator.deliver(ScalekitEvents.userCreated("diruser_1").email("a@example.com"));
        var newest = ScalekitEvents.groupDeleted("dirgroup_1");
        simulator.deliver(newest);

        var response = get("/deliveries");

        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        var data = new JsonMapper().readTree(response.body()).path("data");
        assertThat(data.at("/0/webhook_id").asString()).isEqualTo(newest.webhookId());
        assertThat(data.at("/0/about").asString()).isEqualTo("dirgroup_1");
        assertThat(data.at("/1/about").asString()).isEqualTo("a@example.com");
        assertThat(data.at("/1/status").asInt()).isEqualTo(201);
        assertThat(data.at("/1/attempts").asInt()).isEqualTo(1);
    }

    @Test
    void escapesWhatItShows() throws Exception {
        simulator.deliver(ScalekitEvents.userCreated("diruser_1").email("<script>alert(1)</script>"));

        assertThat(get("/webhooks").body()).contains("&lt;script&gt;").doesNotContain("<script");
    }

    @Test
    void hasNothingElseToShow() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/deliveries/1").statusCode()).isEqualTo(404);
        var post = HttpRequest.newBuilder(simulator.url().resolve("/deliveries"))
                .method("DELETE", HttpRequest.BodyPublishers.noBody()).build();
        assertThat(client.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    }

    @Test
    void refusesAPortThatIsTaken() {
        var taken = receiver.getAddress().getPort();

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> ScalekitSimulator.start(taken, simulator.url(), SECRET))
                .withMessageContaining(Integer.toString(taken));
    }

    private static Instant occurredAt(String body) {
        return Instant.parse(new JsonMapper().readTree(body).path("occurred_at").asString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(simulator.url().resolve(path)).build(), BodyHandlers.ofString());
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var status = answers.isEmpty() ? 201 : answers.remove();
            if (status == 201) {
                verify(body, HttpHeaders.of(exchange.getRequestHeaders(), (name, value) -> true));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void verify(String body, HttpHeaders headers) throws IOException {
        try {
            new Webhook(SECRET).verify(body, headers);
            verified.add(body);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
