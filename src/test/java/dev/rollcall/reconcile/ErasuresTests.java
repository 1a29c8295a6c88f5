package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.Traces;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Erases people of whom runs have read, and whom the directory still lists.
@RollcallTest
@TestPropertySource(properties = "rollcall.reconcile.safety-margin=0s")
class ErasuresTests {

    /// Not that of [RunTest], whose time is another one: whoever is erased is erased now.
    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);

    private Reconciler rollcall;

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @BeforeEach
    void connect() {
        rollcall = new Reconciler(client);
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    @Test
    void doesNotLearnOfAnErasedPersonAgainUntilThePersonIsBack() {
        SimulatedDirectory directory = directory();
        String id = directory.users().getFirst().id();
        quietly(() -> directory.change(id, user -> user.email("erasable@x.org").named("Erasable", "Person")));
        rollcall.run(directory);
        quietly(() -> directory.deactivate(id));
        rollcall.run(directory);
        JsonNode user = client.get("/api/v1/users?email=erasable@x.org").json().path("data").path(0);
        assertThat(user.path("status").asString()).isEqualTo("DEACTIVATED");
        assertThat(Traces.of("erasable", jdbc)).anyMatch(column -> column.startsWith("sync_change"));

        String path = "/api/v1/users/" + user.path("id").asString();
        assertThat(client.call("DELETE", path + "/personal-data").status()).isEqualTo(200);
        assertThat(Traces.of("erasable", jdbc)).isEmpty();

        SCALEKIT.advance(Duration.ofMinutes(1));
        JsonNode run = rollcall.run(directory);
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(rollcall.changes(run)).isEmpty();
        assertThat(Traces.of("erasable", jdbc)).isEmpty();

        quietly(() -> directory.reactivate(id));
        rollcall.run(directory);
        assertThat(client.get(path).json().path("status").asString()).isEqualTo("ACTIVE");
        assertThat(client.get(path).json().path("email").asString()).isEqualTo("erasable@x.org");
    }

    private static SimulatedDirectory directory() {
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].generate(20, 2);
        });
        return made[0];
    }

    private static void quietly(Runnable change) {
        SCALEKIT.quietly(change);
        SCALEKIT.advance(Duration.ofMinutes(1));
    }
}
