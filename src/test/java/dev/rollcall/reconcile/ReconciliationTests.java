package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.accounts.AccountEdits;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedEvent;
import dev.rollcall.simulator.SimulatedGroup;
import dev.rollcall.simulator.SimulatedUser;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

class ReconciliationTests extends RunTest {

    /// Who stands in line for a moment only, as a worker does, is not among them.
    private static final String WAITING = """
            pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'
               and query not like '%200ms%'""";

    @Autowired
    private SyncFigures figures;
    @Autowired
    private RunReports runs;
    @Value("${spring.datasource.url}")
    private String url;

    @BeforeEach
    void beginAnew() {
        listen();
    }

    @AfterEach
    void mend() {
        SCALEKIT.webhooks().settle();
        SCALEKIT.webhooks().mend();
        SCALEKIT.mend();
    }

    /// A directory of 100 people, of which Rollcall knows by a run.
    private SimulatedDirectory known() {
        return known(100, 5);
    }

    private static SimulatedDirectory unknown() {
        return unknown(100, 5);
    }

    @Test
    void learnsOfEveryoneInADirectoryThatItHasNeverHeardOf() {
        SimulatedDirectory directory = unknown();

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(run.path("created").asInt()).isEqualTo(100);
        assertThat(run.path("users_seen").asInt()).isEqualTo(100);
        assertThat(run.path("users_total").asInt()).isEqualTo(100);
        assertThat(run.path("progress").path("percent").asInt()).isEqualTo(100);
        rollcall.assertInStep(directory);
        JsonNode again = rollcall.run(directory);
        assertThat(again.path("unchanged").asInt()).isEqualTo(100);
        assertThat(rollcall.changes(again)).isEmpty();
    }

    @Test
    void findsWhateverWebhooksMissed() {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> {
            directory.join(7);
            List<SimulatedUser> users = directory.users();
            directory.leave(users.get(3).id());
            directory.deactivate(users.get(4).id());
            directory.change(users.get(5).id(), user -> user.named("New", "Name").roles("auditor"));
            SimulatedGroup group = directory.createGroup("Night shift");
            directory.addToGroup(users.get(6).id(), group.id());
            directory.renameGroup(directory.groups().getFirst().id(), "Renamed");
        });
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode dry = rollcall.dryRun(directory);
        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(run.path("created").asInt()).isEqualTo(7);
        assertThat(run.path("deactivated").asInt()).isEqualTo(2);
        rollcall.assertInStep(directory);
        assertThat(rollcall.changes(dry)).usingRecursiveFieldByFieldElementComparator()
                .map(change -> change.path("kind").asString() + change.path("subject_id").asString()
                        + change.path("changes"))
                .isEqualTo(rollcall.changes(run).stream().map(change -> change.path("kind").asString()
                        + change.path("subject_id").asString() + change.path("changes")).toList());
        assertThat(rollcall.changes(dry)).allMatch(change -> change.path("status").asString().equals("PLANNED"));
        assertThat(rollcall.changes(run)).allMatch(change -> change.path("status").asString().equals("APPLIED"));
    }

    @Test
    void putsRightWhatALateWebhookChangesAfterTheComparison() throws Exception {
        SimulatedDirectory directory = known();
        SimulatedUser user = directory.users().getFirst();
        SimulatedEvent late = ScalekitEvents.userUpdated(user.id()).email(user.email()).active(false)
                .in(directory.organizationId()).at(SCALEKIT.now());
        SCALEKIT.advance(Duration.ofMinutes(1));
        FutureTask<JsonNode> run = new FutureTask<>(() -> rollcall.run(directory));
        try (Connection holder = DriverManager.getConnection(url, "postgres", "postgres")) {
            SCALEKIT.afterPage(1, () -> {
                lock(holder, directory.organizationId());
                SCALEKIT.deliver(late);
            });
            Thread.startVirtualThread(run);
            // It has compared. The webhook waits for nobody: it comes in between once the run does not wait either.
            await().until(() -> waiting() == 1);
            jdbc.sql("select pg_terminate_backend(pid) from " + WAITING).query().listOfRows();
        }
        await().until(() -> jdbc.sql("select status from webhook_event where webhook_id = ?").param(late.webhookId())
                .query(String.class).single(), status -> !status.equals("PENDING"));

        assertThat(run.get().path("status").asString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    /// Keeps the organization locked until the connection is closed.
    private static void lock(Connection holder, String organizationId) {
        try (PreparedStatement lock = holder.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
            lock.setString(1, organizationId);
            lock.execute();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /// {@return how many transactions wait for the lock of an organization}
    private long waiting() {
        return jdbc.sql("select count(*) from " + WAITING).query(Long.class).single();
    }

    @Test
    void namesTheRunAsTheCause() {
        SimulatedDirectory directory = known();
        SimulatedUser leaver = directory.users().getFirst();
        SCALEKIT.quietly(() -> directory.leave(leaver.id()));
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        JsonNode user = rollcall.client()
                .get("/api/v1/users?email=" + leaver.email() + "&organization_id=" + directory.organizationId()).json()
                .path("data").get(0);
        JsonNode history = rollcall.client().get("/api/v1/users/" + user.path("id").asString() + "/history").json()
                .path("data");
        assertThat(history.valueStream().filter(entry -> entry.path("kind").asString().equals("user.deactivated")))
                .singleElement().satisfies(entry -> assertThat(entry.path("cause").path("sync_run_id").asLong())
                        .isEqualTo(run.path("id").asLong()));
    }

    @Test
    void isInStepAfterThirtyPercentOfTheWebhooksWereLost() {
        SimulatedDirectory directory = known();
        SCALEKIT.webhooks().lose(30).seed(3);
        List<SimulatedUser> users = directory.users();
        directory.join(60, user -> user.roles("viewer"));
        for (SimulatedUser user : users.subList(0, 15)) {
            directory.leave(user.id());
        }
        for (SimulatedUser user : users.subList(15, 40)) {
            directory.change(user.id(), changed -> changed.roles("editor", "auditor"));
        }
        SCALEKIT.webhooks().settle();
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        assertThat(SCALEKIT.webhooks().lost()).isPositive();
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void putsDamageInTheDatabaseRight() {
        SimulatedDirectory directory = known();
        SimulatedUser leaver = directory.users().get(9);
        SCALEKIT.quietly(() -> directory.leave(leaver.id()));
        SCALEKIT.advance(Duration.ofMinutes(1));
        rollcall.run(directory);
        SCALEKIT.advance(Duration.ofMinutes(1));
        String organization = directory.organizationId();
        List<SimulatedUser> users = directory.users();
        jdbc.sql("update app_user set status = 'ACTIVE' where organization_id = ? and email = ?")
                .params(organization, leaver.email()).update();
        jdbc.sql("update app_user set status = 'DEACTIVATED' where organization_id = ? and email = ?")
                .params(organization, users.get(1).email()).update();
        jdbc.sql("update app_user set name = 'Mallory' where organization_id = ? and email = ?")
                .params(organization, users.get(2).email()).update();
        jdbc.sql("update directory_user set active = false where id = ?").param(users.get(3).id()).update();
        jdbc.sql("update directory_user set roles = '{admin}' where id = ?").param(users.get(4).id()).update();
        jdbc.sql("update directory_user set group_ids = '{}' where id = ?").param(users.get(5).id()).update();
        jdbc.sql("update directory_group set display_name = 'Wrong' where organization_id = ?").param(organization)
                .update();

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
        assertThat(rollcall.changes(rollcall.run(directory))).isEmpty();
    }

    @Test
    void putsDamageRightThatProtectionDoesNotKeepBecauseItRests(@Autowired AccountEdits edits) {
        SimulatedDirectory directory = known();
        List<SimulatedUser> protectedOnes = directory.users().subList(0, 3);
        protectedOnes.forEach(user -> edits.protect(account(user), "tester"));
        quietly(() -> protectedOnes.forEach(user -> directory.leave(user.id())));
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        List<SimulatedUser> strangers = new ArrayList<>();
        quietly(() -> protectedOnes.subList(1, 3).forEach(user -> strangers
                .add(directory.join(other -> other.email(user.email()).dpId("nick" + strangers.size())))));
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        assertThat(strangers).map(this::account).containsExactly(account(protectedOnes.get(1)),
                account(protectedOnes.get(2)));
        quietly(() -> {
            directory.deactivate(strangers.get(0).id());
            directory.leave(strangers.get(1).id());
        });
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        assertThat(protectedOnes).map(this::status).containsExactly("ACTIVE", "DEACTIVATED", "DEACTIVATED");
        protectedOnes.forEach(
                user -> jdbc.sql("update app_user set status = 'ACTIVE' where id = ?").param(account(user)).update());
        SCALEKIT.advance(Duration.ofMinutes(1));

        assertStatus(rollcall.run(directory), "SUCCEEDED");

        assertThat(protectedOnes).map(this::status).containsExactly("ACTIVE", "DEACTIVATED", "DEACTIVATED");
        assertThat(rollcall.changes(rollcall.run(directory))).isEmpty();
    }

    private UUID account(SimulatedUser user) {
        return jdbc.sql("select account_id from directory_user where id = ?").param(user.id()).query(UUID.class)
                .single();
    }

    @Test
    void holdsBackMoreDeactivationsThanTheSafeguardAllowsUntilTheyAreApproved() {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> {
            directory.leave(21);
            directory.join(1);
        });
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(run.path("held").asInt()).isEqualTo(21);
        assertThat(run.path("created").asInt()).isOne();
        assertThat(rollcall.active(directory)).isEqualTo(101);
        JsonNode approved = rollcall.post(run, "approve");
        assertThat(approved.path("status").asString()).as(approved.toString()).isEqualTo("SUCCEEDED");
        assertThat(approved.path("deactivated").asInt()).isEqualTo(21);
        rollcall.assertInStep(directory);
    }

    @Test
    void appliesExactlyAsManyDeactivationsAsTheSafeguardAllows() {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> directory.leave(20));
        SCALEKIT.advance(Duration.ofMinutes(1));

        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");

        rollcall.assertInStep(directory);
    }

    @Test
    void dropsWhatIsRejected() {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> directory.leave(50));
        SCALEKIT.advance(Duration.ofMinutes(1));
        JsonNode run = rollcall.run(directory);

        JsonNode rejected = rollcall.post(run, "reject");

        assertThat(rejected.path("status").asString()).isEqualTo("CANCELLED");
        assertThat(rollcall.active(directory)).isEqualTo(100);
        assertThat(rollcall.changes(run)).allMatch(change -> change.path("status").asString().equals("REJECTED"));
        assertThat(rollcall.client().post("/api/v1/sync-runs/" + run.path("id").asLong() + "/approve", "").status())
                .isEqualTo(409);
    }

    static List<Fault> harmful() {
        return List.of(Fault.emptyPage(), Fault.emptyPage().after(1), Fault.repeatedToken(), Fault.repeatedUser(),
                Fault.wrongTotal(5), Fault.wrongTotal(-5), Fault.serverError().on("users").after(2),
                Fault.truncated().on("users").after(1), Fault.dropped().on("users"));
    }

    @ParameterizedTest
    @MethodSource("harmful")
    void deactivatesNobodyWhenTheListingIsNotWhole(Fault fault) {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> directory.leave(directory.users().getLast().id()));
        SCALEKIT.advance(Duration.ofMinutes(1));
        SCALEKIT.fail(fault);

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains(directory.id());
        assertThat(run.path("deactivated").asInt()).isZero();
        assertThat(rollcall.active(directory)).isEqualTo(100);
        SCALEKIT.mend();
        assertThat(rollcall.run(directory).path("deactivated").asInt()).isOne();
    }

    static List<Fault> harmless() {
        return List.of(Fault.latency(Duration.ofMillis(20)), Fault.tooManyRequests(Duration.ofSeconds(1)).times(1),
                Fault.tooManyRequestsUntil(Duration.ofSeconds(1)).times(1), Fault.serverError().times(2),
                Fault.unavailable(Duration.ofSeconds(1)).times(1), Fault.truncated().times(1),
                Fault.dropped().times(2));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void getsOverWhatPasses(Fault fault) {
        SimulatedDirectory directory = unknown();
        SCALEKIT.fail(fault);

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void letsAWebhookWinThatArrivesBetweenItsPageAndTheEndOfTheRun() {
        SimulatedDirectory directory = known();
        SimulatedUser first = directory.users().getFirst();
        SCALEKIT.afterPage(2, () -> {
            SCALEKIT.advance(Duration.ofSeconds(30));
            directory.change(first.id(), user -> user.roles("promoted"));
            SCALEKIT.webhooks().settle();
        });

        JsonNode run = rollcall.run(directory);

        // It changed while it was listed, so it is not known whether everybody was on a page.
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        rollcall.assertInStep(directory);
    }

    @Test
    void waitsForTheNextRunWhenSomebodyLeavesBetweenTwoPages() {
        SimulatedDirectory directory = known();
        SimulatedUser first = directory.users().getFirst();
        SCALEKIT.afterPage(2, () -> SCALEKIT.quietly(() -> directory.leave(first.id())));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(rollcall.active(directory)).isEqualTo(100);
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void resyncsOneUserAlone() {
        SimulatedDirectory directory = known();
        List<SimulatedUser> users = directory.users();
        SCALEKIT.quietly(() -> {
            directory.change(users.get(50).id(), user -> user.named("Only", "One"));
            directory.change(users.get(51).id(), user -> user.named("Not", "This"));
            directory.leave(users.get(52).id());
        });
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode changed = rollcall.run("{\"directory_user_id\":\"%s\"}".formatted(users.get(50).id()));
        JsonNode gone = rollcall.run("{\"directory_user_id\":\"%s\"}".formatted(users.get(52).id()));

        assertThat(rollcall.changes(changed)).singleElement()
                .satisfies(change -> assertThat(change.path("subject_id").asString()).isEqualTo(users.get(50).id()));
        assertThat(gone.path("status").asString()).as(gone.toString()).isEqualTo("SUCCEEDED");
        assertThat(rollcall.changes(gone)).singleElement()
                .satisfies(change -> assertThat(change.path("kind").asString()).isEqualTo("user.deactivated"));
        rollcall.run(directory);
        rollcall.assertInStep(directory);
    }

    @Test
    void tellsTheUsersOfTwoDirectoriesOfOneOrganizationApart() {
        SimulatedDirectory first = unknown();
        SimulatedDirectory second = SCALEKIT.organization(first.organizationId()).createDirectory();
        second.join(30);
        SCALEKIT.webhooks().settle();
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertThat(rollcall.run(first).path("status").asString()).isEqualTo("SUCCEEDED");
        SCALEKIT.advance(Duration.ofMinutes(1));
        SCALEKIT.quietly(() -> {
            first.leave(5);
            second.leave(3);
        });
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(
                "{\"organization_id\":\"%s\",\"directory_id\":\"%s\"}".formatted(first.organizationId(), first.id()));

        assertThat(run.path("deactivated").asInt()).isEqualTo(5);
        assertThat(rollcall.active(first)).isEqualTo(125);
        assertThat(rollcall.run(first).path("deactivated").asInt()).isEqualTo(3);
    }

    @Test
    void findsAnIncrementalLeaverBecauseSomebodyIsMissing() {
        SimulatedDirectory directory = known();
        SimulatedUser leaver = directory.users().get(30);
        SCALEKIT.quietly(() -> {
            directory.leave(leaver.id());
            directory.join(1);
        });
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall
                .run("{\"organization_id\":\"%s\",\"mode\":\"INCREMENTAL\"}".formatted(directory.organizationId()));

        assertThat(run.path("deactivated").asInt()).as(run.toString()).isOne();
        rollcall.assertInStep(directory);
    }

    @Test
    void forgetsWhatWasWrongWithTheListingOfUpdatesWhenItReadsEverythingInstead() {
        SimulatedDirectory directory = known();
        SCALEKIT.quietly(() -> directory.join(1));
        SCALEKIT.advance(Duration.ofMinutes(1));
        AtomicBoolean left = new AtomicBoolean();
        SCALEKIT.onRequest(target -> {
            if (target.contains(directory.id() + "/users") && left.compareAndSet(false, true)) {
                SCALEKIT.quietly(() -> directory.leave(2));
            }
        });
        SCALEKIT.fail(Fault.serverError().on("users").times(5)); // every attempt of one page

        JsonNode run = rollcall
                .run("{\"organization_id\":\"%s\",\"mode\":\"INCREMENTAL\"}".formatted(directory.organizationId()));

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void readsOnlyWhatWasUpdatedInAnIncrementalRun() {
        SimulatedDirectory directory = known();
        SCALEKIT.advance(Duration.ofHours(1)); // more than the overlap
        rollcall.run(directory);
        SCALEKIT.advance(Duration.ofMinutes(1));
        SCALEKIT.quietly(() -> directory.change(directory.users().get(7).id(), user -> user.roles("auditor")));
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall
                .run("{\"organization_id\":\"%s\",\"mode\":\"INCREMENTAL\"}".formatted(directory.organizationId()));

        assertThat(run.path("users_seen").asInt()).as(run.toString()).isOne();
        rollcall.assertInStep(directory);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(start("{\"organization_id\":\"org_unknown\"}").status()).isEqualTo(404);
        assertThat(start("{\"directory_id\":\"dir_unknown\"}").detail())
                .isEqualTo("There is no directory dir_unknown.");
        assertThat(start("{\"directory_user_id\":\"diruser_unknown\"}").status()).isEqualTo(404);
        assertThat(start("{\"mode\":\"HALF\"}").detail()).contains("mode");
        assertThat(start("{\"organisation_id\":\"org_1\"}").detail()).contains("organisation_id");
        assertThat(start("{").status()).isEqualTo(400);
        assertThat(rollcall.client().get("/api/v1/sync-runs/987654321").status()).isEqualTo(404);
    }

    @Test
    void makesOneRunOfAScopeAtATimeAndStopsItWhenItIsCancelled() {
        SimulatedDirectory directory = unknown();
        SCALEKIT.fail(Fault.latency(Duration.ofMillis(300)));
        String request = "{\"organization_id\":\"%s\"}".formatted(directory.organizationId());
        long id = start(request).json().path("id").asLong();

        assertThat(start(request).status()).isEqualTo(409);
        assertThat(rollcall.client().post("/api/v1/sync-runs/" + id + "/cancel", "").status()).isEqualTo(202);

        assertThat(rollcall.ended(id).path("status").asString()).isEqualTo("CANCELLED");
        assertThat(rollcall.active(directory)).isZero();
    }

    @Test
    void saysWhenEachDirectoryWasLastSeenAndWhatWaits() {
        SimulatedDirectory directory = known();
        assertThat(lastOf(directory)).returns(directory.organizationId(), DirectoryRun::organizationId)
                .returns(true, DirectoryRun::enabled).returns(SyncStatus.SUCCEEDED, DirectoryRun::runStatus)
                .doesNotReturn(null, DirectoryRun::completeAt);
        long waiting = figures.awaitingApproval();
        SCALEKIT.quietly(() -> directory.leave(50));
        SCALEKIT.advance(Duration.ofMinutes(1));

        long run = rollcall.run(directory).path("id").asLong();

        assertThat(lastOf(directory)).returns(run, DirectoryRun::runId).returns(SyncStatus.AWAITING_APPROVAL,
                DirectoryRun::runStatus);
        assertThat(figures.awaitingApproval()).isEqualTo(waiting + 1);
        assertThat(runs.awaitingApproval(100)).extracting(RunReport::id).contains(run);
        assertThat(runs.counts(run)).containsExactly(new ChangeCount("user.deactivated", "HELD", 50));
        assertThat(runs.held(run, 10))
                .containsExactly(new HeldCount("user.deactivated", directory.organizationId(), directory.id(), 50));
        assertThat(runs.changes(run, new ChangeFilter("HELD", "user.deactivated"), null, 100).orElseThrow())
                .hasSize(50);
        assertThat(runs.changes(run, new ChangeFilter("APPLIED", null), null, 100).orElseThrow()).isEmpty();
        assertThat(runs.changes(run, new ChangeFilter(null, "user.created"), null, 100).orElseThrow()).isEmpty();
    }

    private DirectoryRun lastOf(SimulatedDirectory directory) {
        assertThat(figures.directories()).isPositive();
        return figures.directories(1000).stream().filter(run -> run.directoryId().equals(directory.id())).findAny()
                .orElseThrow();
    }

    private RollcallClient.Answer start(String request) {
        return rollcall.client().post("/api/v1/sync-runs", request);
    }
}
