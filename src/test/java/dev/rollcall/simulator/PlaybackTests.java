package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What Rollcall is told by the story's webhooks, and what it can read of it, have to be the same.
class PlaybackTests {

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ScalekitSimulator simulator = ScalekitSimulator.start(0, receiver.url(), WebhookReceiver.SECRET);
    private List<JsonNode> told;

    @BeforeEach
    void play() {
        assertThat(simulator.play(Scenario.firstDays(Instant.now()), Duration.ZERO)).isTrue();
        told = receiver.take();
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.close();
    }

    @Test
    void leavesTheDirectoryAsItsWebhooksSay() {
        var newest = new HashMap<String, JsonNode>();
        told.stream().filter(event -> event.path("object").asString().equals("DirectoryUser"))
                .forEach(event -> newest.merge(event.at("/data/id").asString(), event,
                        (one, other) -> occurredAt(one).isAfter(occurredAt(other)) ? one : other));
        newest.values().removeIf(event -> event.path("type").asString().endsWith("user_deleted"));
        var directory = simulator.directory(Scenario.DIRECTORY);

        assertThat(directory.users()).hasSize(24).hasSameSizeAs(newest.keySet()).allSatisfy(user -> {
            var data = newest.get(user.id()).path("data");
            assertThat(user.email()).isEqualTo(data.path("email").asString());
            assertThat(user.name()).isEqualTo(data.path("name").asString());
            assertThat(user.dpId()).isEqualTo(data.path("dp_id").asString());
            assertThat(user.roles()).isEqualTo(
                    data.path("roles").valueStream().map(role -> role.path("role_name").asString()).toList());
            assertThat(user.groups())
                    .isEqualTo(data.path("groups").valueStream().map(group -> group.path("id").asString()).toList());
        });
        assertThat(directory.users()).extracting(SimulatedUser::email).contains(Scenario.REHIRED)
                .doesNotContain(Scenario.LEAVER);
        assertThat(directory.groups()).extracting(SimulatedGroup::name).containsExactly("Engineering", "Finance",
                "Sales", "Customer Care", "Leadership");
        assertThat(directory.organizationId()).isEqualTo(Scenario.ORGANIZATION);
        assertThat(directory.provider()).isEqualTo(Provider.OKTA);
    }

    @Test
    void makesNothingKnownBeforeItHappens() {
        assertThat(told).hasSize(41);
        for (var i = 1; i < told.size(); i++) {
            var overtaken = occurredAt(told.get(i)).isBefore(occurredAt(told.get(i - 1)));
            assertThat(overtaken).as("event " + i).isEqualTo(i == 38);
        }
    }

    private static Instant occurredAt(JsonNode event) {
        return Instant.parse(event.path("occurred_at").asString());
    }
}
