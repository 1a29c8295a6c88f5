package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@RollcallTest
@TestPropertySource(properties = { "rollcall.reconcile.automatic=true", "rollcall.reconcile.safety-margin=0s" })
class AutomaticRunsTests {

    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);

    @Autowired
    private SyncRuns runs;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    @Test
    void reconcilesADirectoryThatIsEnabledAtOnceAndLooksAgainOnlyWhenItsStatsHaveChanged(@LocalServerPort int port) {
        Reconciler rollcall = new Reconciler(new RollcallClient(port));
        SCALEKIT.postTo(URI.create("http://localhost:" + port + "/webhooks/scalekit"));
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        SCALEKIT.quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].disable();
            made[0].generate(40);
        });
        made[0].enable();

        rollcall.awaitInStep(made[0]);
        await().atMost(Duration.ofSeconds(30)).until(() -> newest(rollcall).path("status").asString(),
                status -> status.equals("SUCCEEDED"));

        SCALEKIT.resetRequests();
        runs.startScheduled();

        await().atMost(Duration.ofSeconds(30)).until(() -> newest(rollcall),
                run -> run.path("trigger").asString().equals("SCHEDULED")
                        && run.path("status").asString().equals("SUCCEEDED"));
        assertThat(SCALEKIT.requests("users")).isZero();
        assertThat(SCALEKIT.requests("directories")).isOne();
    }

    private static JsonNode newest(Reconciler rollcall) {
        return rollcall.client().get("/api/v1/sync-runs?limit=1").json().path("data").path(0);
    }
}
