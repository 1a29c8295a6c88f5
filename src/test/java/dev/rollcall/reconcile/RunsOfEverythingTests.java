package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Organizations that fail, and organizations and directories that are gone.
@RollcallTest
@TestPropertySource(properties = { "rollcall.reconcile.safety-margin=0s", "rollcall.scalekit.first-retry=10ms",
        "rollcall.reconcile.parallel-directories=1" })
class RunsOfEverythingTests {

    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);

    private Reconciler rollcall;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        rollcall = new Reconciler(new RollcallClient(port));
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    private static SimulatedDirectory unknown() {
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        SCALEKIT.quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].generate(100, 5);
        });
        return made[0];
    }

    private SimulatedDirectory known() {
        SimulatedDirectory directory = unknown();
        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");
        return directory;
    }

    @Test
    void seesTheOtherOrganizationsWhenOneCannotBeRead() {
        List<SimulatedDirectory> directories = Stream.generate(RunsOfEverythingTests::unknown).limit(3).toList();
        SCALEKIT.fail(Fault.serverError().on("directories").times(5)); // every attempt of one

        JsonNode run = rollcall.run("{}");

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains("500");
        assertThat(directories).filteredOn(directory -> rollcall.users(directory).size() == 100)
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(rollcall.run("{}").path("status").asString()).isEqualTo("SUCCEEDED");
        directories.forEach(rollcall::assertInStep);
    }

    @Test
    void asksBeforeItDeactivatesTheUsersOfAnOrganizationThatIsGone() {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> SCALEKIT.organization(directory.organizationId()).delete());

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(rollcall.active(directory)).isEqualTo(100);
        assertThat(rollcall.post(run, "approve").path("deactivated").asInt()).isEqualTo(100);
        assertThat(rollcall.active(directory)).isZero();
    }

    @Test
    void findsAnOrganizationThatIsGoneWhenItLooksAtEverything() {
        SimulatedDirectory gone = known();
        SimulatedDirectory other = known();
        SCALEKIT.quietly(() -> SCALEKIT.organization(gone.organizationId()).delete());

        JsonNode run = rollcall.run("{}");

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(rollcall.changes(run)).filteredOn(change -> change.path("status").asString().equals("HELD"))
                .allMatch(change -> change.path("directory_id").asString().equals(gone.id()));
        rollcall.post(run, "approve");
        assertThat(rollcall.active(gone)).isZero();
        rollcall.assertInStep(other);
    }
}
