package dev.rollcall.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Talks to a simulator over HTTP, as Rollcall and people do.
final class SimulatorClient implements AutoCloseable {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScalekitSimulator simulator;
    private String token = "";

    SimulatorClient(ScalekitSimulator simulator) {
        this.simulator = simulator;
    }

    /// Fetches a token and uses it from then on.
    SimulatorClient authorized() {
        token = json(post("/oauth/token", "grant_type=client_credentials&client_id=skc_1&client_secret=s"))
                .path("access_token").asString();
        return this;
    }

    HttpResponse<String> get(String path) {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    /// A body as it comes in.
    InputStream stream(String path) throws Exception {
        return client
                .send(request(path).header("Authorization", "Bearer " + token).build(), BodyHandlers.ofInputStream())
                .body();
    }

    JsonNode json(String path) {
        return json(get(path));
    }

    HttpResponse<String> post(String path, String form) {
        return send(request(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(simulator.url().resolve(path));
    }

    /// The path of a directory's users or groups.
    static String path(SimulatedDirectory directory, String list) {
        return "/api/v1/organizations/%s/directories/%s/%s".formatted(directory.organizationId(), directory.id(), list);
    }

    /// All elements of a list, read page by page.
    List<JsonNode> all(SimulatedDirectory directory, String list, String query) {
        var elements = new ArrayList<JsonNode>();
        var token = "";
        do {
            var page = json(path(directory, list) + "?" + query + "&page_token=" + token);
            page.path(list).forEach(elements::add);
            token = page.path("next_page_token").asString();
        } while (!token.isEmpty());
        return elements;
    }

    List<String> ids(SimulatedDirectory directory, String query) {
        return all(directory, "users", query).stream().map(user -> user.path("id").asString()).toList();
    }

    static JsonNode json(HttpResponse<String> response) {
        return MAPPER.readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
