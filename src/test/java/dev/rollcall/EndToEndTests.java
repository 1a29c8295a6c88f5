package dev.rollcall;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// A company's people arrive, change role, leave and come back, told over HTTP alone.
@RollcallTest
class EndToEndTests {

    @LocalServerPort
    private int port;

    @Test
    void turnsSignedWebhooksIntoUsersWithRoles() throws Exception {
        URI webhooks = URI.create("http://localhost:" + port + "/webhooks/scalekit");
        try (ScalekitSimulator scalekit = ScalekitSimulator.start(0, webhooks, RollcallTest.SECRET)) {
            SimulatedEvent joined = in(userCreated("diruser_story")).email("ann@example.com").named("Ann", "Lee")
                    .roles("viewer").groups(group("dirgroup_story", "Sales"));
            assertThat(scalekit.deliver(organizationCreated("org_story"))).isEqualTo(201);
            assertThat(scalekit.deliver(in(groupCreated("dirgroup_story")).displayName("Sales"))).isEqualTo(201);
            assertThat(scalekit.deliver(joined)).isEqualTo(201);
            assertThat(scalekit.deliver(joined)).isEqualTo(200);
            untilTheOnlyUser("ACTIVE", "viewer");

            SimulatedEvent older = in(userUpdated("diruser_story")).roles("nothing");
            assertThat(scalekit.deliver(in(userUpdated("diruser_story")).roles("admin"))).isEqualTo(201);
            untilTheOnlyUser("ACTIVE", "admin");
            assertThat(scalekit.deliver(older)).isEqualTo(201);
            assertThat(scalekit.deliver(in(userDeleted("diruser_story")))).isEqualTo(201);
            untilTheOnlyUser("DEACTIVATED");

            assertThat(scalekit.deliver(in(userCreated("diruser_story_2")).email("Ann@example.com").roles("editor")))
                    .isEqualTo(201);
            JsonNode ann = untilTheOnlyUser("ACTIVE", "editor");
            assertThat(ann.path("directory_user_ids").valueStream().map(JsonNode::asString))
                    .containsExactly("diruser_story", "diruser_story_2");

            JsonNode history = get("/api/v1/users/" + ann.path("id").asString() + "/history").path("data");
            assertThat(history.valueStream().map(change -> change.path("kind").asString()))
                    .endsWith("user.roles_changed", "user.created");
            assertThat(history.get(0).path("cause").path("event_id").asString()).startsWith("evt_");
            assertThat(get("/api/v1/events?organization_id=org_story&status=STALE").path("data").size()).isOne();
            assertThat(
                    get("/api/v1/groups?organization_id=org_story").path("data").get(0).path("display_name").asString())
                            .isEqualTo("Sales");
        }
    }

    @Test
    void opensOneAccountForSixteenEventsOfANewUserAtOnce() throws Exception {
        URI webhooks = URI.create("http://localhost:" + port + "/webhooks/scalekit");
        Instant now = Instant.now();
        List<Callable<Integer>> deliveries = new ArrayList<>();
        try (ScalekitSimulator scalekit = ScalekitSimulator.start(0, webhooks, RollcallTest.SECRET);
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= 16; i++) {
                SimulatedEvent event = userUpdated("diruser_crowd").in("org_crowd").at(now.plusSeconds(i))
                        .email("crowd@example.com").roles("role" + i);
                deliveries.add(() -> scalekit.deliver(event));
            }
            assertThat(senders.invokeAll(deliveries)).allSatisfy(answer -> assertThat(answer.get()).isEqualTo(201));
        }
        await().until(() -> get("/api/v1/events?organization_id=org_crowd&status=PENDING").path("data").isEmpty());
        JsonNode users = get("/api/v1/users?organization_id=org_crowd").path("data");
        assertThat(users.size()).isOne();
        assertThat(users.get(0).path("roles").get(0).path("name").asString()).isEqualTo("role16");
    }

    private static SimulatedEvent in(SimulatedEvent event) {
        return event.in("org_story");
    }

    private JsonNode untilTheOnlyUser(String status, String... roles) {
        return await().until(() -> get("/api/v1/users?organization_id=org_story").path("data").path(0),
                user -> user.path("status").asString("").equals(status) && List.of(roles)
                        .equals(user.path("roles").valueStream().map(role -> role.path("name").asString()).toList()));
    }

    private JsonNode get(String path) {
        return new RollcallClient(port).get(path).json();
    }
}
