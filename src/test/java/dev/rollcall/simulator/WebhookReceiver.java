package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Receives webhooks, verifies them with the Standard Webhooks library and keeps those that it accepts.
final class WebhookReceiver implements AutoCloseable {

    static final String SECRET = "whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=";

    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final HttpListener listener = HttpListener.start(0, InstantSource.system(), this::receive);

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/webhooks");
    }

    /// Answers this to the next request, and not 201.
    void answerNext(int status) {
        answers.add(status);
    }

    /// What has been accepted since the last time.
    List<JsonNode> take() {
        return takeBodies().stream().map(new JsonMapper()::readTree).toList();
    }

    /// The bodies of what has been accepted since the last time, as they came.
    synchronized List<byte[]> takeBodies() {
        var taken = List.copyOf(bodies);
        bodies.clear();
        return taken;
    }

    @Override
    public void close() {
        listener.close();
    }

    private synchronized Answer receive(Request request) {
        var status = answers.isEmpty() ? 201 : answers.remove();
        if (status == 201) {
            var headers = request.headers().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue())));
            try {
                new Webhook(SECRET).verify(new String(request.body(), UTF_8),
                        HttpHeaders.of(headers, (name, value) -> true));
            } catch (Exception e) {
                return Answer.text(400, "");
            }
            bodies.add(request.body());
        }
        return Answer.text(status, "");
    }
}
