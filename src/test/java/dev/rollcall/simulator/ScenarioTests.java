package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenarioTests {

    private static final Instant NOW = Instant.parse("2026-02-03T12:00:00Z");

    private final List<SimulatedEvent> deliveries = Scenario.firstDays(NOW).deliveries();
    private final List<JsonNode> bodies = deliveries.stream().map(SimulatedEvent::json).map(new JsonMapper()::readTree)
            .toList();

    @Test
    void happensInTheLastMinutes() {
        assertThat(bodies).extracting(ScenarioTests::time)
                .allSatisfy(time -> assertThat(time).isBetween(NOW.minus(Duration.ofMinutes(5)), NOW.minusSeconds(1)));
    }

    @Test
    void deliversOneEventAfterANewerOneOfTheSameUser() {
        var overtaken = IntStream.range(1, bodies.size())
                .filter(i -> time(bodies.get(i)).isBefore(time(bodies.get(i - 1)))).toArray();

        assertThat(overtaken).hasSize(1);
        assertThat(bodies.get(overtaken[0]).at("/data/id")).isEqualTo(bodies.get(overtaken[0] - 1).at("/data/id"));
    }

    @Test
    void deliversOneEventTwice() {
        var ids = deliveries.stream().map(SimulatedEvent::webhookId).toList();

        assertThat(ids).hasSize(new HashSet<>(ids).size() + 1);
        assertThat(bodies.getLast()).isEqualTo(bodies.get(bodies.size() - 2));
    }

    @Test
    void hiresOnePersonAgainUnderAnotherIdOfScalekitsAndTheSameOfOktas() {
        var joined = bodies.stream().filter(body -> body.path("type").asString().endsWith(".user_created"))
                .filter(body -> body.at("/data/email").asString().equals(Scenario.REHIRED)).distinct().toList();

        assertThat(joined).extracting(body -> body.at("/data/id").asString()).hasSize(2).doesNotHaveDuplicates();
        assertThat(joined).extracting(body -> body.at("/data/dp_id").asString())
                .containsOnly(Provider.OKTA.dpId(720_001, 3));
    }

    @Test
    void speaksOnlyOfPeopleAtExampleDotCom() {
        var emails = bodies.stream().map(body -> body.at("/data/email")).filter(JsonNode::isString)
                .map(JsonNode::asString).toList();

        assertThat(emails).contains(Scenario.LEAVER, Scenario.PROMOTED)
                .allSatisfy(email -> assertThat(email).matches("[a-z]+\\.[a-z]+@example\\.com"));
    }

    private static Instant time(JsonNode body) {
        return Instant.parse(body.path("occurred_at").asString());
    }
}
