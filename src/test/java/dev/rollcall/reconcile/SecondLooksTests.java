package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// What a run could not tell is looked at again without anybody asking for it ("Too early to tell" in the design).
@TestPropertySource(properties = { "rollcall.reconcile.automatic=true", "rollcall.reconcile.safety-margin=2s",
        "db-scheduler.polling-interval=100ms" })
class SecondLooksTests extends RunTest {

    @Autowired
    private RunSchedule schedule;

    @BeforeEach
    void beginAnew() {
        SCALEKIT.reset();
        listen();
    }

    private SimulatedDirectory known(int people) {
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        SCALEKIT.quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].generate(people);
        });
        assertThat(run(made[0]).path("status").asString()).isEqualTo("SUCCEEDED");
        return made[0];
    }

    private JsonNode run(SimulatedDirectory directory) {
        return rollcall.run("{\"directory_id\":\"%s\",\"organization_id\":\"%s\"}".formatted(directory.id(),
                directory.organizationId()));
    }

    /// Who joins by a webhook, and leaves without one at once.
    private SimulatedUser passerBy(SimulatedDirectory directory) {
        SimulatedUser joined = directory.join(1).getFirst();
        rollcall.awaitUser(directory, joined.email());
        SCALEKIT.quietly(() -> directory.leave(joined.id()));
        return joined;
    }

    private JsonNode newest() {
        return rollcall.client().get("/api/v1/sync-runs?limit=1").json().path("data").path(0);
    }

    /// Neither the pause nor the time until somebody looks has to be waited for.
    private void awaitARunByItself(JsonNode after) {
        SCALEKIT.advance(Duration.ofSeconds(10));
        jdbc.sql("update directory_look set due_at = now()").update();
        jdbc.sql("update scheduled_tasks set execution_time = now() where task_name = 'sync-second-looks'").update();
        JsonNode run = await().until(this::newest, newest -> newest.path("id").asLong() > after.path("id").asLong()
                && newest.path("status").asString().equals("SUCCEEDED"));
        assertThat(run.path("trigger").asString()).isEqualTo("SCHEDULED");
        assertThat(run.path("mode").asString()).isEqualTo("FULL");
    }

    @Test
    void saysOfWhomItCannotTellAndLooksAgainAsSoonAsItCan() {
        SimulatedDirectory directory = known(5);
        SimulatedUser passerBy = passerBy(directory);

        JsonNode run = run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("undecided").asLong()).isOne();
        assertThat(run.path("error").asString()).contains("too early", passerBy.id(), "looks again by itself");
        assertThat(rollcall.changes(run)).singleElement().satisfies(change -> {
            assertThat(change.path("subject_id").asString()).isEqualTo(passerBy.id());
            assertThat(change.path("status").asString()).isEqualTo("UNDECIDED");
        });
        awaitARunByItself(run);
        assertThat(status(passerBy)).isEqualTo("DEACTIVATED");
        assertThat(newest().path("directory_id").asString()).isEqualTo(directory.id());
        rollcall.assertInStep(directory);
        assertNothingIsDue();
    }

    @Test
    void looksAgainAtThePersonWhoseResyncCameTooEarly() {
        SimulatedDirectory directory = known(5);
        SimulatedUser passerBy = passerBy(directory);

        JsonNode run = rollcall.run("{\"directory_user_id\":\"%s\"}".formatted(passerBy.id()));

        assertThat(run.path("undecided").asLong()).as(run.toString()).isOne();
        awaitARunByItself(run);
        assertThat(newest().path("directory_user_id").asString()).isEqualTo(passerBy.id());
        assertThat(status(passerBy)).isEqualTo("DEACTIVATED");
        assertNothingIsDue();
    }

    @Test
    void repeatsARunThatAMovingDirectoryMadeIncomplete() {
        SimulatedDirectory directory = known(90);
        SCALEKIT.afterPage(2, () -> directory.join(3));

        JsonNode run = run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains("looks again by itself");
        awaitARunByItself(run);
        assertNothingIsDue();
    }

    @Test
    void doesNotLookAgainAfterADryRun() {
        SimulatedDirectory directory = known(5);
        passerBy(directory);

        JsonNode run = rollcall.dryRun(directory);

        assertThat(run.path("undecided").asLong()).as(run.toString()).isOne();
        assertThat(run.path("error").asString()).doesNotContain("looks again");
        assertNothingIsDue();
    }

    @Test
    void waitsTwiceAsLongEachTimeThatItStillCannotTell() {
        SimulatedDirectory directory = known(90);

        for (int minutes : new int[] { 1, 2, 4, 8, 15, 15 }) {
            SCALEKIT.afterPage(2, () -> directory.join(3));
            run(directory);

            assertThat(Duration.ofSeconds(dueIn(directory))).isBetween(Duration.ofMinutes(minutes).minusSeconds(30),
                    Duration.ofMinutes(minutes));
        }
        assertThat(run(directory).path("status").asString()).isEqualTo("SUCCEEDED");
        assertNothingIsDue();
    }

    @Test
    void forgetsADirectoryThatIsDisabledMeanwhile() {
        SimulatedDirectory directory = known(90);
        SCALEKIT.afterPage(2, () -> directory.join(3));
        JsonNode run = run(directory);
        directory.disable();
        await().until(() -> jdbc.sql("select not enabled from directory where id = ?").param(directory.id())
                .query(Boolean.class).single());

        jdbc.sql("update directory_look set due_at = now()").update();
        schedule.lookAgain();

        assertNothingIsDue();
        assertThat(newest().path("id").asLong()).isEqualTo(run.path("id").asLong());
    }

    private long dueIn(SimulatedDirectory directory) {
        return jdbc.sql(
                "select cast(extract(epoch from due_at - now()) as bigint) from directory_look where directory_id = ?")
                .param(directory.id()).query(Long.class).single();
    }

    private void assertNothingIsDue() {
        assertThat(jdbc.sql("select count(*) from directory_look").query(Long.class).single()).isZero();
    }
}
