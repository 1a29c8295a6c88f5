package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Follows the change feed over HTTP.
@RollcallTest
class ChangeControllerTests {

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;

    @Autowired
    private HikariDataSource pool;
    @Autowired
    private MeterRegistry meters;
    @Autowired
    private JdbcClient jdbc;

    @Test
    void tellsEveryChangeOldestFirstWithTheUserAsItWas() {
        String start = end();
        JsonNode event = client.deliver(
                userCreated(id("ann")).in(organization).email("ann@" + organization + ".org").named("Ann", "Lee"));
        JsonNode created = user();
        client.call("PUT", "/api/v1/users/" + created.path("id").asString() + "/roles/keeper");
        client.deliver(userDeleted(id("ann")).in(organization));

        JsonNode page = client.get("/api/v1/changes?after=" + start).json();
        assertThat(page.propertyNames()).containsExactly("data", "next_cursor");
        assertThat(page.path("data").values()).extracting(change -> change.path("kind").asString())
                .containsExactly("user.created", "user.roles_changed", "user.deactivated");
        JsonNode first = page.path("data").path(0);
        assertThat(first.propertyNames()).containsExactly("cursor", "kind", "occurred_at", "organization_external_id",
                "user", "cause");
        assertThat(first.path("user")).isEqualTo(created);
        assertThat(first.path("occurred_at")).isEqualTo(event.path("occurred_at"));
        assertThat(first.path("cause").path("event_id")).isEqualTo(event.path("event_id"));
        assertThat(page.path("data").path(1).path("cause").path("actor").asString()).isEqualTo("admin");
        assertThat(page.path("data").path(1).path("user").path("roles").toString())
                .isEqualTo("[{\"name\":\"keeper\",\"source\":\"MANUAL\"}]");
        assertThat(page.path("data").path(2).path("user")).isEqualTo(user());
        assertThat(page.path("next_cursor")).isEqualTo(page.path("data").path(2).path("cursor"));
    }

    @Test
    void goesOnAfterEachCursorAndAnswersTheSameOneAtTheEnd() {
        String start = end();
        for (int i = 0; i < 5; i++) {
            client.deliver(userUpdated(id("ann")).in(organization).roles("role" + i));
        }

        List<String> cursors = new ArrayList<>();
        String after = start;
        JsonNode page = changes(after, 2);
        while (!page.path("data").isEmpty()) {
            page.path("data").forEach(change -> cursors.add(change.path("cursor").asString()));
            after = page.path("next_cursor").asString();
            page = changes(after, 2);
        }
        assertThat(cursors).hasSize(5).doesNotHaveDuplicates();
        assertThat(cursors).extracting(Long::parseLong).isSorted();
        assertThat(page.path("next_cursor").asString()).isEqualTo(cursors.getLast());
        assertThat(changes(start, 100).path("data")).hasSize(5);
    }

    @Test
    void tellsEveryMemberOfAGroupThatItHasAnotherName() {
        client.deliver(userCreated(id("ann")).in(organization).groups(group(id("sales"), "Sales")));
        client.deliver(userCreated(id("bob")).in(organization).groups(group(id("sales"), "Sales")));
        String start = end();
        client.deliver(groupUpdated(id("sales")).in(organization).displayName("Marketing"));
        client.deliver(userUpdated(id("bob")).in(organization).groups(group(id("sales"), "Marketing")));

        JsonNode data = changes(start, 10).path("data");
        assertThat(data.values()).extracting(change -> change.path("kind").asString()).containsExactly("user.updated",
                "user.updated");
        assertThat(data.values())
                .allSatisfy(change -> assertThat(change.path("user").path("groups").toString()).contains("Marketing"));
    }

    @Test
    void isWokenByAChangeWithoutHavingHeldAConnection() throws Exception {
        String start = end();
        try (ExecutorService consumers = Executors.newVirtualThreadPerTaskExecutor()) {
            // More than there are connections.
            List<Future<Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(consumers.submit(() -> client.get("/api/v1/changes?wait=15s&after=" + start)));
            }
            Awaitility.await().until(() -> meters.find("http.server.requests.active").longTaskTimers().stream()
                    .mapToInt(LongTaskTimer::activeTasks).sum(), active -> active == waiting.size());
            Awaitility.await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
            client.deliver(userCreated(id("ann")).in(organization));
            for (Future<Answer> one : waiting) {
                assertThat(one.get().json().path("data")).hasSize(1);
            }
        }
    }

    @Test
    void findsAChangeThatAnotherNodeMade() throws Exception {
        client.deliver(userCreated(id("ann")).in(organization));
        String start = end();
        try (ExecutorService consumers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> waiting = consumers.submit(() -> client.get("/api/v1/changes?wait=15s&after=" + start));
            jdbc.sql(
                    """
                            insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                            select id, organization_id, 'user.updated', '[]', '{"actor": "elsewhere"}', now(), now()
                              from app_user where organization_id = ?""")
                    .param(organization).update();
            JsonNode change = waiting.get().json().path("data").path(0);
            assertThat(change.path("cause").path("actor").asString()).isEqualTo("elsewhere");
            assertThat(change.path("user")).as("without a snapshot: as it is").isEqualTo(user());
        }
    }

    @Test
    void answersAnEmptyPageWhenNothingHappensInTime() {
        String start = end();
        Instant before = Instant.now();
        Answer answer = client.get("/api/v1/changes?wait=300ms&after=" + start);

        assertThat(Duration.between(before, Instant.now())).isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
        assertThat(answer.http().body()).isEqualTo("{\"data\":[],\"next_cursor\":\"%s\"}".formatted(start));
    }

    @Test
    void letsTheReaderFollow() {
        HttpRequest request = client.request("/api/v1/changes?limit=1")
                .header("Authorization", "Bearer " + RollcallTest.READER_TOKEN).build();
        assertThat(client.send(request).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({ "after=-1, after must be greater than or equal to 0.", "after=abc, after must be a whole number.",
            "after=9223372036854775808, after must be a whole number.", "wait=61s, wait must be from 0s to 60s.",
            "wait=-1s, wait must be from 0s to 60s.", "wait=2m, wait must be from 0s to 60s.",
            "wait=soon, wait must be a duration such as 30s.", "limit=101, limit must be less than or equal to 100.",
            "limit=0, limit must be greater than or equal to 1.",
            "'after=9223372036854775807', 'after is no cursor of this feed, which has not come to 9223372036854775807 yet. Begin again without it.'" })
    void namesTheParameterThatIsWrong(String query, String detail) {
        Answer answer = client.get("/api/v1/changes?" + query);
        assertThat(answer.detail()).isEqualTo(detail);
        assertThat(answer.status()).isEqualTo(400);
    }

    /// {@return the cursor of the last change so far}
    private String end() {
        String after = "0";
        JsonNode page = changes(after, 100);
        while (!page.path("data").isEmpty()) {
            after = page.path("next_cursor").asString();
            page = changes(after, 100);
        }
        return after;
    }

    private JsonNode changes(String after, int limit) {
        return client.get("/api/v1/changes?after=%s&limit=%d".formatted(after, limit)).json();
    }

    private JsonNode user() {
        return client.get("/api/v1/users?organization_id=" + organization).json().path("data").path(0);
    }

    private String id(String name) {
        return name + "_" + organization;
    }
}
