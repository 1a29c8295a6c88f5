package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedEvent;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// What becomes of deactivations that the safeguard for webhooks holds back: a directory of 100 people, of whom 10 may be
/// deactivated.
@TestPropertySource(properties = "rollcall.accounts.webhook-safeguard-percent=10")
class WebhookHoldsTests extends RunTest {

    private SimulatedDirectory directory;

    @Autowired
    private RunReports runs;
    @Autowired
    private SyncFigures figures;
    @Autowired
    private HeldChanges held;

    @BeforeEach
    void knowADirectory() {
        listen();
        SCALEKIT.quietly(() -> {
            directory = SCALEKIT.createDirectory();
            directory.generate(100, 5);
        });
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");
        SCALEKIT.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void mend() {
        SCALEKIT.webhooks().settle();
        SCALEKIT.webhooks().mend();
        SCALEKIT.mend();
    }

    @Test
    void showsWhatIsHeldAsARunThatWaits() {
        List<SimulatedUser> gone = leave(15);

        JsonNode run = held(5);

        assertThat(run.path("trigger").asString()).isEqualTo("WEBHOOK");
        assertThat(run.path("organization_id").asString()).isEqualTo(directory.organizationId());
        assertThat(run.path("error").asString()).isEqualTo(
                "Webhooks took access from 10 of 100 users within an hour: who else is said to have left keeps it until somebody approves.");
        assertThat(rollcall.active(directory)).isEqualTo(90);
        assertThat(rollcall.changes(run)).hasSize(5)
                .allSatisfy(change -> assertThat(change.path("status").asString()).isEqualTo("HELD"))
                .allSatisfy(change -> assertThat(change.path("directory_id").asString()).isEqualTo(directory.id()))
                .extracting(change -> change.path("subject_id").asString())
                .isSubsetOf(gone.stream().map(SimulatedUser::id).toList());
        assertThat(figures.directories(1000)).filteredOn(last -> last.directoryId().equals(directory.id()))
                .noneMatch(last -> Long.valueOf(run.path("id").asLong()).equals(last.runId()));
        assertThat(held.of(gone.stream().map(SimulatedUser::id).toList()))
                .containsExactly(new HeldChanges.OfUser(run.path("id").asLong(), true, "user.deactivated"));
        assertThat(held.byOrganization()).filteredOn(one -> one.organizationId().equals(directory.organizationId()))
                .containsExactly(new HeldChanges.OfOrganization(directory.organizationId(), true,
                        run.path("id").asLong(), 1, 5));
        JsonNode events = client.get("/api/v1/events?limit=100&organization_id=" + directory.organizationId()).json();
        assertThat(events.path("data")).hasSize(15)
                .allSatisfy(event -> assertThat(event.path("status").asString()).isEqualTo("PROCESSED"))
                .filteredOn(event -> event.path("reason").asString("").contains("run " + run.path("id").asLong()))
                .hasSize(5);
    }

    @Test
    void saysThatSomebodyIsHeldWhoIsLookedForByTheirAddress() {
        List<SimulatedUser> gone = leave(15);
        String held = rollcall.changes(held(5)).getFirst().path("subject_id").asString();
        String email = gone.stream().filter(user -> user.id().equals(held)).findFirst().orElseThrow().email();

        String scope = "\"email\":\"%s\",\"organization_id\":\"%s\"".formatted(email, directory.organizationId());
        JsonNode run = rollcall.run("{%s,\"dry_run\":true}".formatted(scope));

        assertThat(rollcall.changes(run)).as(run.toString()).singleElement().satisfies(change -> {
            assertThat(change.path("kind").asString()).isEqualTo("user.deactivated");
            assertThat(change.path("status").asString()).isEqualTo("HELD");
        });
        rollcall.run("{%s}".formatted(scope));
        assertThat(rollcall.active(directory)).isEqualTo(90);
    }

    @Test
    void deactivatesWhomSomebodyApproves() {
        leave(15);

        JsonNode approved = rollcall.post(held(5), "approve");

        assertThat(approved.path("status").asString()).as(approved.toString()).isEqualTo("SUCCEEDED");
        assertThat(approved.path("deactivated").asInt()).isEqualTo(5);
        assertThat(approved.path("held").asInt()).isZero();
        assertThat(rollcall.changes(approved)).hasSize(5)
                .allSatisfy(change -> assertThat(change.path("status").asString()).isEqualTo("APPLIED"));
        rollcall.assertInStep(directory);
    }

    @Test
    void keepsWhomSomebodyRejects() {
        leave(15);

        JsonNode rejected = rollcall.post(held(5), "reject");

        assertThat(rejected.path("status").asString()).isEqualTo("CANCELLED");
        assertThat(rollcall.active(directory)).isEqualTo(90);
        assertThat(held.byOrganization()).noneMatch(one -> one.organizationId().equals(directory.organizationId()));
        assertThat(held
                .of(rollcall.changes(rejected).stream().map(change -> change.path("subject_id").asString()).toList()))
                        .isEmpty();
        assertThat(rollcall.changes(rejected)).hasSize(5)
                .allSatisfy(change -> assertThat(change.path("status").asString()).isEqualTo("REJECTED"));
    }

    @Test
    void keepsWhoCameBackBeforeTheApproval() {
        List<String> ids = directory.users().subList(0, 12).stream().map(SimulatedUser::id).toList();
        ids.forEach(directory::deactivate);
        settle();
        JsonNode run = held(2);
        String back = rollcall.changes(run).getFirst().path("subject_id").asString();
        SCALEKIT.advance(Duration.ofMinutes(1));
        directory.reactivate(back);
        settle();

        JsonNode approved = rollcall.post(run, "approve");

        assertThat(rollcall.active(directory)).isEqualTo(89);
        assertThat(rollcall.changes(approved)).extracting(change -> change.path("status").asString())
                .containsExactlyInAnyOrder("STALE", "APPLIED");
        rollcall.assertInStep(directory);
    }

    @Test
    void addsToTheRunThatWaitsAndOpensAnotherOneAfterTheDecision() {
        leave(12);
        long first = held(2).path("id").asLong();
        String path = "/api/v1/sync-runs/" + first;
        String seen = client.get(path).header("ETag");
        leave(3);
        JsonNode grown = held(5);
        assertThat(grown.path("id").asLong()).isEqualTo(first);

        assertThat(rollcall.decide(path + "/approve", seen)).as("the list that was seen has grown")
                .returns(412, Answer::status)
                .returns("What run %d holds back has changed since you looked. Look again.".formatted(first),
                        Answer::detail);
        assertThat(rollcall.decide(path + "/reject", seen).status()).isEqualTo(412);
        rollcall.post(grown, "approve");
        leave(1);

        JsonNode second = held(1);
        assertThat(second.path("id").asLong()).isGreaterThan(first);
        rollcall.post(second, "approve");
        rollcall.assertInStep(directory);
    }

    @Test
    void outlivesARunThatSeesTheSame() {
        leave(15);
        JsonNode webhooks = held(5);
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(run.path("held").asInt()).isZero();
        assertThat(rollcall.active(directory)).isEqualTo(90);
        rollcall.post(webhooks, "approve");
        rollcall.assertInStep(directory);
    }

    @Test
    void isTakenOverByARunThatSeesMoreGone() {
        leave(15);
        JsonNode webhooks = held(5);
        SCALEKIT.quietly(() -> directory.leave(25));
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(run.path("held").asInt()).isEqualTo(30);
        assertThat(rollcall.ended(webhooks.path("id").asLong()).path("status").asString()).isEqualTo("CANCELLED");
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertThat(rollcall.run(directory).path("held").asInt()).isZero();
        rollcall.post(run, "approve");
        rollcall.assertInStep(directory);
    }

    @Test
    void outlivesARunThatBeganBefore() {
        leave(11);
        JsonNode webhooks = held(1);
        String other = directory.users().getFirst().id();
        SimulatedEvent later = ScalekitEvents.userDeleted(other).in(directory.organizationId())
                .at(SCALEKIT.now().plus(Duration.ofHours(1)));
        client.deliver(later.webhookId("msg_later" + other));
        held(2);
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("held").asInt()).as(run.toString()).isOne();
        JsonNode waiting = rollcall.ended(webhooks.path("id").asLong());
        assertThat(waiting.path("status").asString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(waiting.path("held").asInt()).isOne();
        assertThat(rollcall.post(waiting, "approve").path("deactivated").asInt()).isOne();
        assertThat(rollcall.active(directory)).isEqualTo(89);
    }

    @Test
    void outlivesARunThatDoesNotSayWhoIsActive() {
        directory.tellActiveAndRoles(false);
        directory.users().subList(0, 12).forEach(user -> directory.deactivate(user.id()));
        settle();
        JsonNode webhooks = held(2);
        SCALEKIT.advance(Duration.ofMinutes(1));

        rollcall.run(directory);

        JsonNode waiting = rollcall.ended(webhooks.path("id").asLong());
        assertThat(waiting.path("status").asString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(waiting.path("held").asInt()).isEqualTo(2);
        rollcall.post(waiting, "approve");
        assertThat(rollcall.active(directory)).isEqualTo(88);
    }

    private List<SimulatedUser> leave(int people) {
        List<SimulatedUser> gone = directory.leave(people);
        settle();
        return gone;
    }

    /// All webhooks are delivered and applied.
    private void settle() {
        SCALEKIT.webhooks().settle();
        client.get("/api/v1/events?limit=100&status=PENDING&organization_id=" + directory.organizationId()).json()
                .path("data").forEach(event -> client.finished(event.path("id").asLong()));
    }

    /// {@return the organization's run that waits for approval, with so many changes}
    private JsonNode held(int count) {
        RunReport waiting = runs.awaitingApproval(1000).stream()
                .filter(run -> directory.organizationId().equals(run.organizationId())).findAny().orElseThrow();
        assertThat(waiting.held()).isEqualTo(count);
        return client.get("/api/v1/sync-runs/" + waiting.id()).json();
    }
}
