package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.directoryDisabled;
import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallContext;
import dev.rollcall.TestDatabase;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Change;
import dev.rollcall.journal.ChangeFeed;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.roles.Grants;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings;
import dev.rollcall.roles.RolePreview;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Changes of what more accounts depend on than one transaction settles and records, step by step: the background stands
/// still where a test makes the steps itself.
@RollcallContext
@TestPropertySource(properties = { "rollcall.accounts.on-directory-disabled=deactivate",
        "rollcall.accounts.webhook-safeguard-percent=1" })
class SettlementTests {

    private static final int PEOPLE = 2 * WideChanges.MOST + 300;
    private static final Instant BEFORE = Instant.parse("2026-01-01T08:00:00Z");

    @Autowired
    private Settlement settlement;
    @Autowired
    private WideChanges changes;
    @Autowired
    private SettlementWorker worker;
    @Autowired
    private Observations observations;
    @Autowired
    private Users users;
    @Autowired
    private Grants grants;
    @Autowired
    private RoleMappings mappings;
    @Autowired
    private ChangeFeed feed;
    @Autowired
    private OrganizationLocks locks;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();
    private RollcallClient client;
    private long told;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        client = new RollcallClient(port);
        told = jdbc.sql("select coalesce(max(position), 0) from account_change").query(Long.class).single();
    }

    @AfterEach
    void goOn() {
        if (!worker.isRunning()) {
            worker.start();
        }
    }

    @Test
    void deactivatesEverybodyOfALargeOrganizationAThousandAtATime() {
        join(PEOPLE);

        JsonNode event = delivered(organizationDeleted(organization));

        assertThat(event.path("status").asString()).isEqualTo("PROCESSED");
        assertThat(event.path("attempts").asInt()).isOne();
        assertThat(count(Status.ACTIVE)).isZero();
        assertThat(entries("user.deactivated")).isEqualTo(PEOPLE);
        assertThat(transactionsOf("user.deactivated")).as("transactions").isGreaterThan(2);
        assertThat(entries("user.roles_changed")).as("roles went, too").isEqualTo(PEOPLE);
        assertThat(jdbc.sql("""
                select count(*) from account_change
                 where organization_id = ? and kind = 'user.deactivated' and cause ->> 'eventId' = ?""")
                .params(organization, event.path("event_id").asString()).query(Long.class).single()).isEqualTo(PEOPLE);
        assertThatNothingIsLeft();
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void leavesTheEventPendingUntilEverybodyIsDeactivated() {
        join(PEOPLE);
        worker.stop();
        long id = post(organizationDeleted(organization));

        await().until(() -> event(id).path("reason").asString("").contains("written down"));
        rounds(3);
        assertThat(count(Status.ACTIVE)).isBetween(1L, (long) PEOPLE - 1);
        assertThat(event(id).path("status").asString()).isEqualTo("PENDING");

        worker.start();
        assertThat(finished(id).path("status").asString()).isEqualTo("PROCESSED");
        assertThat(count(Status.ACTIVE)).isZero();
    }

    @Test
    void letsWhatIsNewerThanADeletionWinInItsMiddle() {
        join(PEOPLE);
        worker.stop();
        long id = post(organizationDeleted(organization));
        await().until(() -> event(id).path("reason").asString("").contains("written down"));
        rounds(2);
        long gone = count(Status.DEACTIVATED);
        assertThat(gone).isBetween(1L, (long) PEOPLE - 1);

        post(organizationUpdated(organization));
        await().until(() -> !jdbc.sql("select deleted from organization where id = ?").param(organization)
                .query(Boolean.class).single());
        worker.start();

        await().until(() -> finished(id).path("status").asString().equals("STALE"));
        awaitTheEnd();
        assertThat(count(Status.ACTIVE)).isEqualTo(PEOPLE);
        assertThat(entries("user.deactivated")).isEqualTo(gone);
        assertThat(entries("user.reactivated")).isEqualTo(gone);
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void appliesEventsOfTheSameOrganizationInBetween() {
        SimulatedEvent early = userUpdated(id(5)).named("Early", "Name");
        join(PEOPLE);
        worker.stop();
        long id = post(organizationDeleted(organization));
        await().until(() -> event(id).path("reason").asString("").contains("written down"));
        settlement.round();

        assertThat(delivered(userUpdated(id(1)).named("New", "Name")).path("status").asString()).isEqualTo("PROCESSED");
        assertThat(delivered(userDeleted(id(2))).path("status").asString()).isEqualTo("PROCESSED");
        assertThat(delivered(userCreated(id(PEOPLE)).email("late@x.org")).path("status").asString())
                .isEqualTo("PROCESSED");
        assertThat(delivered(early).path("status").asString()).isEqualTo("PROCESSED");

        worker.start();
        assertThat(finished(id).path("status").asString()).isEqualTo("PROCESSED");
        assertThat(count(Status.DEACTIVATED)).isEqualTo(PEOPLE + 1);
        assertThat(entries("user.deactivated")).as("nobody twice").isEqualTo(PEOPLE);
        assertThat(user(id(1)).name()).isEqualTo("New Name");
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void holdsNobodyBackWhoseOrganizationIsGone() {
        join(PEOPLE);
        worker.stop();
        long id = post(organizationDeleted(organization));
        await().until(() -> event(id).path("reason").asString("").contains("written down"));

        List<Long> leavers = IntStream.range(0, 60).mapToObj(i -> post(userDeleted(id(i)))).toList();
        leavers.forEach(leaver -> assertThat(finished(leaver).path("reason").asString("")).isEmpty());
        worker.start();
        assertThat(finished(id).path("status").asString()).isEqualTo("PROCESSED");
        assertThat(jdbc.sql("select count(*) from sync_run where organization_id = ?").param(organization)
                .query(Long.class).single()).isZero();
    }

    @Test
    void suspendsALargeDirectoryAndTakesItBack() {
        delivered(directoryEnabled("dir_1" + organization));
        join(PEOPLE);

        assertThat(delivered(directoryDisabled("dir_1" + organization)).path("status").asString())
                .isEqualTo("PROCESSED");
        assertThat(count(Status.ACTIVE)).isZero();
        assertThat(transactionsOf("user.deactivated")).isGreaterThan(2);

        assertThat(delivered(directoryEnabled("dir_1" + organization)).path("status").asString())
                .isEqualTo("PROCESSED");
        assertThat(count(Status.ACTIVE)).isEqualTo(PEOPLE);
        assertThat(entries("user.reactivated")).isEqualTo(PEOPLE);
        assertThat(delivered(directoryEnabled("dir_1" + organization)).path("status").asString())
                .isEqualTo("PROCESSED");
        assertThatNothingIsLeft();
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void renamesAndDeletesAGroupOfEverybody() {
        join(PEOPLE);
        mappings.add(new Rule(organization, Match.NAME, "Everybody", "member", null), "tester");
        assertThat(entries("user.roles_changed")).isEqualTo(PEOPLE);

        delivered(groupUpdated(id("all")).displayName("Nobody"));
        assertThat(entries("user.roles_changed")).isEqualTo(2 * PEOPLE);
        delivered(groupUpdated(id("all")).displayName("Everybody"));
        assertThat(entries("user.roles_changed")).isEqualTo(3 * PEOPLE);
        JsonNode event = delivered(groupDeleted(id("all")));

        assertThat(event.path("status").asString()).isEqualTo("PROCESSED");
        assertThat(entries("user.roles_changed")).isEqualTo(4 * PEOPLE);
        assertThat(user(id(1)).groups()).isEmpty();
        assertThatNothingIsLeft();
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void recordsWhatItMakesOfOthersThatSomebodySaysWhatTheirGroupIsCalled() {
        join(PEOPLE);
        mappings.add(new Rule(organization, Match.NAME, "Staff", "member", null), "tester");

        delivered(userUpdated(id(1)).groups(group(id("all"), "Staff")));

        awaitTheEnd();
        assertThat(entries("user.roles_changed")).isEqualTo(PEOPLE);
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void editsAMappingOfAllOrganizationsWithoutWaitingForOne() throws Exception {
        String other = organization + "2";
        join(PEOPLE);
        join(other, 1);
        String role = "everywhere";
        worker.stop();
        try (ExecutorService others = Executors.newFixedThreadPool(1)) {
            Future<?>[] edit = new Future<?>[1];
            transaction.executeWithoutResult(status -> {
                locks.lock(List.of(organization));
                edit[0] = others
                        .submit(() -> mappings.add(new Rule(null, Match.NAME, "Everybody", role, null), "tester"));
                await().until(() -> user("0" + other).roles().stream().anyMatch(one -> one.name().equals(role)));
            });
            edit[0].get();
        }
        worker.start();
        awaitTheEnd();
        assertThat(entries("user.roles_changed")).isEqualTo(PEOPLE);
        assertThat(jdbc
                .sql("select count(*) from account_change where organization_id = ? and kind = 'user.roles_changed'")
                .param(other).query(Long.class).single()).isOne();
    }

    @Test
    void missesNobodyWhoCameWhileTheMappingWasEdited() throws Exception {
        join(3);
        Rule rule = new Rule(null, Match.NAME, "Everybody", "late", null);
        try (ExecutorService others = Executors.newFixedThreadPool(1)) {
            Future<?>[] edit = new Future<?>[1];
            transaction.executeWithoutResult(status -> {
                locks.lock(List.of(organization));
                see(organization, 3, 4);
                edit[0] = others.submit(() -> mappings.add(rule, "tester"));
                await().until(() -> TestDatabase.inLine(jdbc) > 0);
            });
            edit[0].get();
        }
        assertThat(entries("user.roles_changed")).isEqualTo(4);
    }

    @Test
    void recordsAMappingBeforeWhatComesAfterIt() {
        join(PEOPLE);
        worker.stop();
        long id = post(organizationDeleted(organization));
        await().until(() -> event(id).path("reason").asString("").contains("written down"));

        grants.grant(user(id(1)).id(), "keeper", "tester");

        List<AccountChange> history = users.history(user(id(1)).id(), null, 10).orElseThrow();
        assertThat(history).extracting(AccountChange::kind).containsExactly("user.roles_changed", "user.roles_changed",
                "user.updated", "user.created");
        assertThat(history.get(0).cause().actor()).isEqualTo("tester");
        assertThat(history.get(1).cause().eventId()).isNotNull();
        worker.start();
        finished(id);
        assertThat(users.history(user(id(1)).id(), null, 10).orElseThrow()).first()
                .satisfies(change -> assertThat(change.kind()).isEqualTo("user.deactivated"));
        assertThatTheFeedHasEverybodyAsTheyAre();
    }

    @Test
    void takesAThousandWithoutLookingAtAllThatAreListed() {
        enlist(20_000);
        jdbc.sql("delete from concerned_account").update();
        jdbc.sql("vacuum analyze concerned_account").update(); // as autovacuum does after a change
        transaction.executeWithoutResult(status -> {
            locks.lock(List.of(organization));
            IntStream.range(0, 10).forEach(i -> changes.take(0, organization)); // planned once from then on
            enlist(20_000);
            long before = looked();
            changes.take(0, organization);
            assertThat(looked() - before).isBetween((long) WideChanges.MOST, 5L * WideChanges.MOST);
            status.setRollbackOnly();
        });
    }

    @Test
    void takesFewerOfWhomDirectoriesSayMuch() {
        join(300);
        transaction.executeWithoutResult(status -> {
            locks.lock(List.of(organization));
            jdbc.sql("update app_user set attributes = ? where organization_id = ?")
                    .params("{\"title\":\"%s\"}".formatted("x".repeat(30_000)), organization).update();
            jdbc.sql("""
                    insert into concerned_account (account_id, organization_id, change_id, settles)
                    select id, organization_id, 0, true from app_user where organization_id = ?""").param(organization)
                    .update();
            assertThat(IntStream.range(0, 4).map(i -> changes.take(0, organization).size())).containsExactly(140, 140,
                    20, 0);
            status.setRollbackOnly();
        });
    }

    @Test
    void deactivatesInPartsOfWhomDirectoriesSayMuch() {
        join(200);
        jdbc.sql("update app_user set attributes = ? where organization_id = ?")
                .params("{\"title\":\"%s\"}".formatted("x".repeat(30_000)), organization).update();

        assertThat(delivered(organizationDeleted(organization)).path("status").asString()).isEqualTo("PROCESSED");

        assertThat(count(Status.ACTIVE)).isZero();
        assertThat(entries("user.deactivated")).isEqualTo(200);
        assertThat(transactionsOf("user.deactivated")).as("transactions").isGreaterThan(1);
        assertThatNothingIsLeft();
    }

    private void enlist(int accounts) {
        jdbc.sql("""
                insert into concerned_account (account_id, organization_id, change_id, settles)
                select cast(md5(cast(n as text)) as uuid), ?, 0, true from generate_series(1, ?) n""")
                .params(organization, accounts).update();
    }

    private long looked() {
        return jdbc
                .sql("""
                        select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'concerned_account'""")
                .query(Long.class).single();
    }

    @Test
    void previewsForEverybody() {
        join(PEOPLE);
        RolePreview preview = mappings
                .preview(null, new Rule(null, Match.NAME, "Everybody", "previewed", null), null, 10).orElseThrow();
        assertThat(preview.users()).isGreaterThanOrEqualTo(PEOPLE);
        assertThat(preview.page()).hasSize(10);
        assertThat(entries("user.roles_changed")).isZero();
    }

    @Test
    void settlesAccountsOfWhichNothingWasEverTold() {
        join(PEOPLE);
        jdbc.sql("delete from account_change where organization_id = ?").param(organization).update();

        delivered(organizationDeleted(organization));

        assertThat(entries("user.deactivated")).isEqualTo(PEOPLE);
        assertThat(count(Status.ACTIVE)).isZero();
    }

    private void rounds(int number) {
        for (int i = 0; i < number; i++) {
            settlement.round();
        }
    }

    private void join(int people) {
        join(organization, people);
    }

    private void join(String its, int people) {
        for (int from = 0; from < people; from += 500) {
            see(its, from, Math.min(people, from + 500));
        }
    }

    private void see(String its, int from, int to) {
        observations
                .users(its,
                        IntStream
                                .range(from,
                                        to)
                                .mapToObj(i -> new Observation(new ScalekitUser(i + its, its, true, i + "@x.org",
                                        "Name " + i, null, null, null, List.of("viewer"),
                                        List.of(new ScalekitGroup("all" + its, its, "dir_1" + its, "Everybody"))), null,
                                        new Version(BEFORE, "api:1")))
                                .toList(),
                        Cause.syncRun(1));
    }

    private String id(Object name) {
        return name + organization;
    }

    private long post(SimulatedEvent event) {
        SimulatedEvent its = event.in(organization);
        return client.send(client.webhook(its.webhookId(), its.bytes())).json().path("id").asLong();
    }

    private JsonNode delivered(SimulatedEvent event) {
        return finished(post(event));
    }

    private JsonNode event(long id) {
        return client.get("/api/v1/events/" + id).json();
    }

    private JsonNode finished(long id) {
        return await().until(() -> event(id), event -> !event.path("status").asString().equals("PENDING"));
    }

    private void awaitTheEnd() {
        await().until(() -> jdbc.sql("select count(*) from wide_change").query(Long.class).single() == 0);
    }

    private void assertThatNothingIsLeft() {
        assertThat(jdbc.sql("select (select count(*) from wide_change) + (select count(*) from concerned_account)")
                .query(Long.class).single()).isZero();
    }

    private void assertThatTheFeedHasEverybodyAsTheyAre() {
        List<Change> changes = new ArrayList<>();
        List<Change> page;
        do {
            page = feed.read(changes.isEmpty() ? told : Long.parseLong(changes.getLast().cursor()), 1000,
                    Duration.ZERO);
            changes.addAll(page);
        } while (!page.isEmpty());
        var last = new HashMap<UUID, User>();
        changes.stream().map(Change::user).filter(user -> user.organizationId().equals(organization))
                .forEach(user -> last.put(user.id(), user));
        var now = new HashMap<UUID, User>();
        UUID before = null;
        List<User> some;
        do {
            some = users.list(new UserFilter(organization, null, null), before, 1000);
            some.forEach(user -> now.put(user.id(), user));
            before = some.isEmpty() ? null : some.getLast().id();
        } while (!some.isEmpty());
        assertThat(last).isEqualTo(now);
    }

    private User user(String directoryUserId) {
        return users.find(jdbc.sql("select account_id from directory_user where id = ?").param(directoryUserId)
                .query((row, number) -> row.getObject(1, UUID.class)).single()).orElseThrow();
    }

    private long count(Status status) {
        return jdbc.sql("select count(*) from app_user where organization_id = ? and status = ?")
                .params(organization, status.name()).query(Long.class).single();
    }

    private long entries(String kind) {
        return jdbc.sql("select count(*) from account_change where organization_id = ? and kind = ?")
                .params(organization, kind).query(Long.class).single();
    }

    private long transactionsOf(String kind) {
        return jdbc.sql(
                "select count(distinct cast(xmin as text)) from account_change where organization_id = ? and kind = ?")
                .params(organization, kind).query(Long.class).single();
    }
}
