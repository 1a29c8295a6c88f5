package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Directories whose people come and go between two pages, which are counted off by offset: whoever leaves moves all the
/// others up.
class MovingDirectoryTests extends RunTest {

    private static final int PAGE = 30;
    private static final int PEOPLE = 600;

    @BeforeEach
    void beginAnew() {
        SCALEKIT.reset();
        listen();
        SCALEKIT.offsetPages(true);
    }

    private SimulatedDirectory known() {
        return known(PEOPLE, 5);
    }

    /// As many as come leave, of those who are listed first, so that as many are on no page. Rollcall hears of all of them.
    private void moveAfterPage(int page, int people, SimulatedDirectory directory) {
        SCALEKIT.afterPage(page, () -> {
            directory.join(people);
            List<SimulatedUser> leavers = directory.users().subList(0, people);
            leavers.forEach(leaver -> directory.leave(leaver.id()));
            SCALEKIT.webhooks().settle();
            await().until(() -> leavers.stream().allMatch(leaver -> status(leaver).equals("DEACTIVATED")));
        });
    }

    private JsonNode resync(SimulatedUser user) {
        return rollcall.run("{\"directory_user_id\":\"%s\"}".formatted(user.id()));
    }

    private static void assertIncomplete(JsonNode run) {
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
    }

    @Test
    void losesNobodyWhoSlipsThroughBetweenTwoPagesWithEqualTotals() {
        SimulatedDirectory directory = known();
        SimulatedUser slipping = directory.users().get(2 * PAGE);
        moveAfterPage(2, 1, directory);

        JsonNode run = rollcall.run(directory);

        assertIncomplete(run);
        assertThat(status(slipping)).isEqualTo("ACTIVE");
        rollcall.awaitInStep(directory);
    }

    @Test
    void losesNobodyWhomAResyncOfThatPersonAloneDidNotFind() {
        SimulatedDirectory directory = known();
        SimulatedUser slipping = directory.users().get(2 * PAGE);
        moveAfterPage(2, 1, directory);

        JsonNode run = resync(slipping);

        assertIncomplete(run);
        assertThat(status(slipping)).isEqualTo("ACTIVE");
    }

    @Test
    void readsNoFurtherThanToThePersonWhomItWasAskedFor() {
        SimulatedDirectory directory = known();
        SimulatedUser changed = directory.users().get(PAGE);
        SCALEKIT.quietly(() -> {
            directory.change(changed.id(), user -> user.named("New", "Name"));
            directory.change(directory.users().getFirst().id(), user -> user.named("Not", "Asked"));
        });
        SCALEKIT.resetRequests();

        JsonNode run = resync(changed);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(SCALEKIT.requests("users")).isEqualTo(2);
        assertThat(rollcall.changes(run)).singleElement()
                .satisfies(change -> assertThat(change.path("subject_id").asString()).isEqualTo(changed.id()));
    }

    @Test
    void findsALeaverWhomTwoListingsOfAMovingDirectoryLacked() {
        SimulatedDirectory directory = known();
        SimulatedUser leaver = directory.users().get(400);
        SCALEKIT.quietly(() -> directory.leave(leaver.id()));
        moveAfterPage(3, 2, directory);

        JsonNode first = rollcall.run(directory);

        assertIncomplete(first);
        assertThat(status(leaver)).isEqualTo("ACTIVE");
        SCALEKIT.advance(Duration.ofMinutes(1));
        moveAfterPage(6, 3, directory);
        JsonNode second = rollcall.run(directory);
        assertIncomplete(second);
        assertThat(rollcall.changes(second))
                .filteredOn(change -> change.path("kind").asString().equals("user.deactivated")).singleElement()
                .satisfies(change -> assertThat(change.path("subject_id").asString()).isEqualTo(leaver.id()));
        rollcall.awaitInStep(directory);
    }

    @Test
    void countsWhoJoinsAfterTheLastPage() {
        SimulatedDirectory directory = known();
        SimulatedUser leaver = directory.users().get(400);
        SCALEKIT.quietly(() -> directory.leave(leaver.id()));
        moveAfterPage(3, 1, directory);
        assertIncomplete(rollcall.run(directory));
        SCALEKIT.advance(Duration.ofMinutes(1));
        SCALEKIT.afterPage(PEOPLE / PAGE, () -> {
            SimulatedUser late = directory.join();
            SCALEKIT.webhooks().settle();
            rollcall.awaitUser(directory, late.email());
        });

        JsonNode second = rollcall.run(directory);

        assertThat(second.path("deactivated").asInt()).as(second.toString()).isOne();
        rollcall.awaitInStep(directory);
    }

    @Test
    void findsALeaverByTwoResyncsOfThatPersonAlone() {
        SimulatedDirectory directory = known();
        SimulatedUser leaver = directory.users().get(400);
        SCALEKIT.quietly(() -> directory.leave(leaver.id()));
        moveAfterPage(3, 2, directory);
        assertIncomplete(resync(leaver));
        SCALEKIT.advance(Duration.ofMinutes(1));
        moveAfterPage(6, 2, directory);

        JsonNode second = resync(leaver);

        assertThat(second.path("deactivated").asInt()).as(second.toString()).isOne();
        assertThat(status(leaver)).isEqualTo("DEACTIVATED");
    }

    @Test
    void losesNobodyWhomTwoListingsLackedByBadLuckAndTellsByTheNextOne() {
        SimulatedDirectory directory = known();
        List<SimulatedUser> users = directory.users();
        SimulatedUser leaver = users.get(400);
        SimulatedUser unlucky = users.get(3 * PAGE);
        SCALEKIT.quietly(() -> directory.leave(leaver.id()));
        moveAfterPage(3, 1, directory);
        assertIncomplete(rollcall.run(directory));
        SCALEKIT.advance(Duration.ofMinutes(1));
        moveAfterPage(2, PAGE, directory);

        JsonNode second = rollcall.run(directory);

        assertThat(second.path("deactivated").asInt()).as(second.toString()).isZero();
        assertThat(status(unlucky)).isEqualTo("ACTIVE");
        SCALEKIT.advance(Duration.ofMinutes(1));
        moveAfterPage(8, 1, directory);
        assertThat(rollcall.run(directory).path("deactivated").asInt()).isOne();
        rollcall.awaitInStep(directory);
    }

    @Test
    void forgetsWhomAListingLackedWhenTheNextOneHasThem() {
        SimulatedDirectory directory = known();
        SimulatedUser slipping = directory.users().get(2 * PAGE);
        moveAfterPage(2, 1, directory);
        assertIncomplete(rollcall.run(directory));
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");

        assertThat(jdbc.sql("select count(*) from absent_user where id = ?").param(slipping.id()).query(Long.class)
                .single()).isZero();
    }

    @Test
    void saysOfWhomItIsTooEarlyToTell() {
        SimulatedDirectory directory = known();
        String id = "diruser_early_" + directory.id();
        SCALEKIT.deliver(ScalekitEvents.userCreated(id).email("early@example.com").active(true)
                .in(directory.organizationId()).at(SCALEKIT.now().plusSeconds(30)));
        rollcall.awaitUser(directory, "early@example.com");

        JsonNode early = rollcall.run(directory);

        assertIncomplete(early);
        assertThat(early.path("error").asString()).contains(directory.id(), "too early to tell of 1 ");
        assertThat(rollcall.changes(early)).singleElement().satisfies(change -> {
            assertThat(change.path("kind").asString()).isEqualTo("user.deactivated");
            assertThat(change.path("status").asString()).isEqualTo("UNDECIDED");
            assertThat(change.path("subject_id").asString()).isEqualTo(id);
        });
        assertThat(jdbc.sql("select undecided from sync_run_directory where run_id = ?")
                .param(early.path("id").asLong()).query(Long.class).single()).isOne();
        assertThat(rollcall.active(directory)).isEqualTo(PEOPLE + 1);
        SCALEKIT.advance(Duration.ofMinutes(1));
        JsonNode later = rollcall.run(directory);
        assertThat(later.path("status").asString()).as(later.toString()).isEqualTo("SUCCEEDED");
        assertThat(later.path("deactivated").asInt()).isOne();
    }

    @Test
    void isNotTheLastCompleteRunOfADirectoryOfWhichItCouldNotTell() {
        SimulatedDirectory directory = known();
        String complete = "select full_run_at::text from directory_baseline where directory_id = ?";
        String before = jdbc.sql(complete).param(directory.id()).query(String.class).single();
        SCALEKIT.deliver(ScalekitEvents.userCreated("diruser_soon_" + directory.id()).email("soon@example.com")
                .active(true).in(directory.organizationId()).at(SCALEKIT.now().plusSeconds(30)));
        rollcall.awaitUser(directory, "soon@example.com");

        assertIncomplete(rollcall.run(directory));

        assertThat(jdbc.sql(complete).param(directory.id()).query(String.class).single()).isEqualTo(before);
    }
}
