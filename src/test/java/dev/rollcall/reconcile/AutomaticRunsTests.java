package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.SimulatedDirectory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = { "rollcall.reconcile.automatic=true" })
class AutomaticRunsTests extends RunTest {

    @Autowired
    private RunSchedule schedule;

    @Test
    void reconcilesADirectoryThatIsEnabledAtOnceAndLooksAgainOnlyWhenItsStatsHaveChanged() {
        listen();
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        SCALEKIT.quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].disable();
            made[0].generate(40);
        });
        made[0].enable();

        rollcall.awaitInStep(made[0]);
        await().until(() -> newest().path("status").asString(), status -> status.equals("SUCCEEDED"));

        SCALEKIT.resetRequests();
        schedule.startScheduled();

        await().until(this::newest, run -> run.path("trigger").asString().equals("SCHEDULED")
                && run.path("status").asString().equals("SUCCEEDED"));
        assertThat(SCALEKIT.requests("users")).isZero();
        assertThat(SCALEKIT.requests("directories")).isOne();
    }

    private JsonNode newest() {
        return client.get("/api/v1/sync-runs?limit=1").json().path("data").path(0);
    }
}
