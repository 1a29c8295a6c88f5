package dev.rollcall.simulator;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// Passes what is posted on to several, byte for byte with its `webhook-…` headers, and answers 200 if each of them does.
public final class FanOut implements AutoCloseable {

    private final List<URI> targets = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpListener listener = HttpListener.start(0, InstantSource.system(), this::pass);

    /// {@return where it listens}
    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/");
    }

    /// Passes everything on to one more.
    public void add(URI target) {
        targets.add(target);
    }

    /// Passes nothing on any more.
    public void clear() {
        targets.clear();
    }

    private Answer pass(Request request) {
        return targets.stream().mapToInt(target -> post(target, request)).filter(status -> status / 100 != 2).boxed()
                .findFirst().map(refused -> Answer.text(refused, "")).orElse(Answer.text(200, ""));
    }

    private int post(URI target, Request request) {
        String[] headers = request.headers().entrySet().stream()
                .filter(header -> header.getKey().startsWith("webhook-") || header.getKey().equals("content-type"))
                .flatMap(header -> Stream.of(header.getKey(), header.getValue())).toArray(String[]::new);
        try {
            return client
                    .send(HttpRequest.newBuilder(target).headers(headers)
                            .POST(BodyPublishers.ofByteArray(request.body())).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException unreachable) {
            return 502;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 503;
        }
    }

    @Override
    public void close() {
        listener.close();
        client.close();
    }
}
