package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/// Looks into the inbox over HTTP and replays what is in it.
@RollcallTest
class EventControllerTests {

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;

    @Test
    void showsAnEventAsTheContractSaysAndItsPayloadWhenAskedForAlone() {
        SimulatedEvent sent = created();
        JsonNode event = client.deliver(sent);

        assertThat(event.propertyNames()).containsExactly("id", "webhook_id", "event_id", "type", "organization_id",
                "subject_id", "occurred_at", "received_at", "processed_at", "status", "attempts", "reason", "payload");
        assertThat(event.path("webhook_id").asString()).isEqualTo(sent.webhookId());
        assertThat(event.path("type").asString()).isEqualTo("organization.created");
        assertThat(event.path("subject_id").asString()).isEqualTo(organization);
        assertThat(event.path("status").asString()).isEqualTo("PROCESSED");
        assertThat(event.path("attempts").asInt()).isEqualTo(1);
        assertThat(event.path("reason").isNull()).isTrue();
        assertThat(event.path("payload").toString()).isEqualTo(sent.json());
        JsonNode listed = list("").path("data").path(0);
        assertThat(listed.path("id")).isEqualTo(event.path("id"));
        assertThat(listed.propertyNames()).hasSize(12).doesNotContain("payload");
    }

    @Test
    void showsAPayloadThatIsNotJsonAsText() {
        JsonNode event = client.deliver("{ not JSON, Zoë".getBytes(UTF_8));

        assertThat(event.path("payload").asString()).isEqualTo("{ not JSON, Zoë");
        assertThat(event.path("type").isNull()).isTrue();
        assertThat(client.deliver(new byte[0]).path("payload").asString()).isEmpty();
    }

    @Test
    void filtersByStatusTypeAndOrganization() {
        client.deliver(created());
        client.deliver(created().with("type", "user.signed_up"));
        client.deliver(created().without("occurred_at"));

        assertThat(list("").path("data")).hasSize(3);
        assertThat(list("&status=PROCESSED").path("data")).hasSize(1);
        assertThat(list("&status=IGNORED&type=user.signed_up").path("data")).hasSize(1);
        assertThat(list("&type=organization.created").path("data")).hasSize(2);
        assertThat(list("&status=STALE")).hasToString("{\"data\":[],\"next_cursor\":null}");
        assertThat(list("&status=DEAD").path("data").path(0).path("reason").asString())
                .isEqualTo("occurred_at is missing.");
    }

    @Test
    void pagesThroughAllEventsOnceNewestFirst() {
        List<Long> delivered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            delivered.addFirst(client.deliver(created()).path("id").asLong());
        }

        List<Long> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = list("&limit=2" + cursor);
            page.path("data").forEach(event -> seen.add(event.path("id").asLong()));
            cursor = page.path("next_cursor").isNull() ? "" : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).isEqualTo(delivered);
    }

    @Test
    void replaysOneEvent() {
        long id = client.deliver(created().without("occurred_at")).path("id").asLong();

        Answer replayed = client.call("POST", "/api/v1/events/" + id + "/replay");
        assertThat(replayed.status()).isEqualTo(202);
        assertThat(replayed.json().path("status").asString()).isEqualTo("PENDING");
        assertThat(replayed.json().path("attempts").asInt()).isZero();
        assertThat(client.finished(id).path("status").asString()).isEqualTo("DEAD");
    }

    @Test
    void replaysWhatMatches() {
        String type = "unknown." + UUID.randomUUID();
        List<Long> ids = List.of(client.deliver(created().with("type", type)).path("id").asLong(),
                client.deliver(created().with("type", type)).path("id").asLong());
        String match = "\"type\":\"%s\",\"status\":\"IGNORED\"".formatted(type);

        Answer replayed = client.post("/api/v1/events/replay", "{" + match + ",\"since\":\"2020-01-01T00:00:00Z\"}");
        assertThat(replayed.status()).isEqualTo(202);
        assertThat(replayed.http().body()).isEqualTo("{\"replayed\":2}");
        ids.forEach(id -> assertThat(client.finished(id).path("status").asString()).isEqualTo("IGNORED"));
        assertThat(client.post("/api/v1/events/replay", "{" + match + ",\"since\":\"2999-01-01T00:00:00Z\"}").http()
                .body()).isEqualTo("{\"replayed\":0}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "''|The body is not a JSON object.", "{|The body is not a JSON object.",
            "[]|The body is not a JSON object.", "null|The body is not a JSON object.",
            "{}|Give at least one of status, type and since.",
            "{\"status\":null}|Give at least one of status, type and since.",
            "{\"status\":\"GONE\"}|status must be one of PENDING, PROCESSED, IGNORED, STALE, DEAD.",
            "{\"since\":\"yesterday\"}|since must be a date and time such as 2026-01-31T09:00:00Z.",
            "{\"type\":\"a\\u0000b\"}|type must not contain control characters.",
            "{\"type\":\"\\ud800\"}|type must not contain control characters.",
            "{\"status\":\"DEAD\",\"sinse\":\"2026-01-31T09:00:00Z\"}|sinse is none of status, type and since." })
    void namesWhatIsWrongWithAReplay(String body, String detail) {
        client.post("/api/v1/events/replay", body).assertProblem(400, detail);
    }

    @ParameterizedTest
    @CsvSource({ "events?limit=0, limit must be greater than or equal to 1.",
            "events?limit=101, limit must be less than or equal to 100.",
            "events?limit=abc, limit must be a whole number.", "events?cursor=abc, cursor must be a whole number.",
            "events?type=%00, type must not contain control characters.",
            "events?organization_id=%00, organization_id must not contain control characters.",
            "'events?status=dead', 'status must be one of PENDING, PROCESSED, IGNORED, STALE, DEAD.'",
            "events/abc, id must be a whole number.", "events/9223372036854775808, id must be a whole number." })
    void namesTheParameterThatIsWrong(String path, String detail) {
        client.get("/api/v1/" + path).assertProblem(400, detail);
    }

    @Test
    void knowsNothingByAnUnknownId() {
        client.get("/api/v1/events/9223372036854775807").assertProblem(404, "There is no event 9223372036854775807.");
        client.call("POST", "/api/v1/events/-1/replay").assertProblem(404, "There is no event -1.");
    }

    private SimulatedEvent created() {
        return ScalekitEvents.organizationCreated(organization);
    }

    private JsonNode list(String query) {
        return client.get("/api/v1/events?organization_id=" + organization + query).json();
    }
}
