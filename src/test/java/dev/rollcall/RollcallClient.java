package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Speaks HTTP with a Rollcall under test, as Scalekit and as somebody with a token.
public final class RollcallClient {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final URI base;
    private final String below;

    /// @param port where Rollcall listens on this machine
    public RollcallClient(int port) {
        this(port, "");
    }

    /// @param port where Rollcall listens on this machine
    /// @param below the path below which it does; empty for none
    public RollcallClient(int port, String below) {
        this.base = URI.create("http://localhost:" + port);
        this.below = below;
    }

    /// An answer and its body.
    public record Answer(HttpResponse<String> http) {

        public int status() {
            return http.statusCode();
        }

        /// {@return the value of a header; empty if it is absent}
        public String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            return JSON.readTree(http.body());
        }

        public void assertProblem(int status, String detail) {
            assertThat(detail()).isEqualTo(detail);
            assertThat(status()).isEqualTo(status);
            assertThat(header("Content-Type")).isEqualTo("application/problem+json");
        }

        /// {@return a problem's detail}
        public String detail() {
            return json().path("detail").asString();
        }
    }

    /// {@return a request to a path, which may have a query}
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(path)).timeout(Duration.ofSeconds(20));
    }

    private URI at(String path) {
        return base.resolve(path.startsWith("/") ? below + path : path);
    }

    public Answer send(HttpRequest request) {
        try {
            return new Answer(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /// Calls as the admin.
    public Answer call(String method, String path) {
        return send(request(path).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                .method(method, BodyPublishers.noBody()).build());
    }

    /// Posts a body as the admin.
    public Answer post(String path, String json) {
        return call("POST", path, json);
    }

    /// Calls with a body as the admin.
    public Answer call(String method, String path, String json) {
        return send(request(path).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(json)).build());
    }

    public Answer get(String path) {
        return call("GET", path);
    }

    /// {@return a signed delivery}
    public HttpRequest webhook(String id, byte[] body) {
        return RollcallTest.SIGNER.request(at("/webhooks/scalekit"), id, Instant.now(), body);
    }

    /// Posts an event, signed.
    public Answer send(SimulatedEvent event) {
        return send(webhook(event.webhookId(), event.bytes()));
    }

    /// Posts an event and waits for nothing.
    ///
    /// @return the id that the inbox has it under
    public long post(SimulatedEvent event) {
        return send(event).json().path("id").asLong();
    }

    /// Delivers a body under an id of its own and waits until the inbox is done with it.
    ///
    /// @return the event as the inbox has it then
    public JsonNode deliver(byte[] body) {
        return finished(send(webhook("msg_" + UUID.randomUUID(), body)).json().path("id").asLong());
    }

    /// Delivers an event and waits until the inbox is done with it.
    ///
    /// @return the event as the inbox has it then
    public JsonNode deliver(SimulatedEvent event) {
        return finished(post(event));
    }

    /// {@return an event as the inbox has it}
    public JsonNode event(long id) {
        return get("/api/v1/events/" + id).json();
    }

    /// {@return an event once the inbox is done with it}
    public JsonNode finished(long id) {
        return Awaitility.await().until(() -> event(id), event -> !"PENDING".equals(event.path("status").asString()));
    }
}
