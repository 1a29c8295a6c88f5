package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Runs reconciliations over HTTP and compares what Rollcall has with what the simulated directory has.
record Reconciler(RollcallClient client) {

    private static final Set<String> UNDER_WAY = Set.of("PENDING", "RUNNING");

    /// What a person looks like, on either side.
    record Person(boolean active, String name, Set<String> roles, Set<String> groups) {
    }

    JsonNode run(SimulatedDirectory directory) {
        return run("{\"organization_id\":\"%s\"}".formatted(directory.organizationId()));
    }

    JsonNode dryRun(SimulatedDirectory directory) {
        return run("{\"organization_id\":\"%s\",\"dry_run\":true}".formatted(directory.organizationId()));
    }

    JsonNode run(String request) {
        Answer started = client.post("/api/v1/sync-runs", request);
        assertThat(started.status()).as(started.http().body()).isEqualTo(202);
        assertThat(started.header("Location")).isEqualTo("/api/v1/sync-runs/" + started.json().path("id").asLong());
        return ended(started.json().path("id").asLong());
    }

    JsonNode ended(long id) {
        return await().until(() -> client.get("/api/v1/sync-runs/" + id).json(),
                run -> !UNDER_WAY.contains(run.path("status").asString()));
    }

    /// Approves or rejects the list that a run holds back now.
    JsonNode post(JsonNode run, String what) {
        String path = "/api/v1/sync-runs/" + run.path("id").asLong();
        Answer answer = decide(path + "/" + what, client.get(path).header("ETag"));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(202);
        return ended(run.path("id").asLong());
    }

    /// Approves or rejects the list that a tag stands for.
    Answer decide(String path, String tag) {
        return client.send(client.request(path).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                .header("If-Match", tag).POST(BodyPublishers.noBody()).build());
    }

    List<JsonNode> changes(JsonNode run) {
        return all("/api/v1/sync-runs/%d/changes?limit=100".formatted(run.path("id").asLong()));
    }

    List<JsonNode> users(SimulatedDirectory directory) {
        return all("/api/v1/users?limit=100&organization_id=" + directory.organizationId());
    }

    long active(SimulatedDirectory directory) {
        return users(directory).stream().filter(user -> user.path("status").asString().equals("ACTIVE")).count();
    }

    private List<JsonNode> all(String path) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get(path + cursor).json();
            page.path("data").forEach(all::add);
            cursor = page.path("next_cursor").isNull() ? "" : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        return all;
    }

    /// Every active person in the directory is an active user with the same name, roles and groups, and nobody else is
    /// active.
    void assertInStep(SimulatedDirectory directory) {
        var expected = new TreeMap<String, Person>();
        directory.users().stream().filter(SimulatedUser::active).forEach(user -> expected.put(user.email(),
                new Person(true, user.name(), Set.copyOf(user.roles()), Set.copyOf(user.groups()))));
        var actual = new TreeMap<String, Person>();
        users(directory).stream().filter(user -> user.path("status").asString().equals("ACTIVE")).forEach(
                user -> actual.put(user.path("email").asString(), new Person(true, user.path("name").asString(),
                        texts(user.path("roles"), "name"), texts(user.path("groups"), "id"))));
        assertThat(actual).isEqualTo(expected);
    }

    /// Waits until the webhooks that were taken are applied too.
    void awaitInStep(SimulatedDirectory directory) {
        await().untilAsserted(() -> assertInStep(directory));
    }

    void awaitUser(SimulatedDirectory directory, String email) {
        await().until(() -> users(directory).stream().anyMatch(user -> user.path("email").asString().equals(email)));
    }

    private static Set<String> texts(JsonNode nodes, String field) {
        return Set.copyOf(nodes.valueStream().map(node -> node.path(field).asString()).toList());
    }
}
