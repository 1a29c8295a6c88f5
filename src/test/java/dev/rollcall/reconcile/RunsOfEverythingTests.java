package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.SimulatedDirectory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Organizations that fail, and organizations and directories that are gone.
@TestPropertySource(properties = { "rollcall.reconcile.parallel-directories=1" })
class RunsOfEverythingTests extends RunTest {

    @Autowired
    private RunSchedule schedule;
    @Autowired
    private RunReports runs;

    private static SimulatedDirectory unknown() {
        return unknown(100, 5);
    }

    private SimulatedDirectory known() {
        return known(100, 5);
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

    @Test
    void asksForNoFurtherLookAtEverythingWhenItIsRejected() {
        SimulatedDirectory directory = known();
        quietly(() -> directory.leave(50));
        JsonNode everything = rollcall.run("{}");
        assertThat(everything.path("status").asString()).as(everything.toString()).isEqualTo("AWAITING_APPROVAL");
        rollcall.post(everything, "reject");
        jdbc.sql("delete from sync_run where organization_id is null and id < ?").param(everything.path("id").asLong())
                .update();

        schedule.startScheduled();

        RunReport scheduled = runs.list(null, 1).getFirst();
        assertThat(scheduled.mode()).isEqualTo(SyncMode.INCREMENTAL);
        rollcall.ended(scheduled.id());
        // Nothing is left to be held back from the other tests' runs.
        rollcall.post(rollcall.run(directory), "approve");
    }
}
