package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.ClockDouble;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// How many deactivations webhooks may make, in an organization of its own for each test.
@RollcallTest
@Import({ ClockDouble.InPlace.class, StatementCounter.InPlace.class })
class WebhookSafeguardTests {

    @Autowired
    private EventHandler handler;
    @Autowired
    private Users users;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private RoleMappings mappings;
    @Autowired
    private WebhookSafeguard safeguard;
    @Autowired
    private Rosters rosters;
    @Autowired
    private DepartureHolds holds;
    @Autowired
    private ClockDouble clock;
    @Autowired
    private StatementCounter statements;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private String organization;

    @BeforeEach
    void inAnOrganizationOfItsOwn() {
        organization = "org_" + UUID.randomUUID();
    }

    @ParameterizedTest(name = "{0} users, {1} leave in batches of {2}: {3} lose access")
    @CsvSource({ "50, 10, 7, 10", "50, 11, 50, 10", "50, 50, 7, 10", "50, 50, 1, 10", "53, 30, 50, 10",
            "100, 30, 7, 20", "12, 12, 1, 10", "12, 12, 12, 10", "1, 1, 1, 1" })
    void deactivatesAsManyAsItAllowsAndHoldsTheOthers(int people, int leaving, int batchSize, int allowed) {
        String other = "org_" + UUID.randomUUID();
        join(organization, people);
        join(other, 4);

        List<Outcome> outcomes = happens(leave(organization, 0, leaving), batchSize);
        happens(leave(other, 0, 2), 1);

        assertThat(active(organization)).isEqualTo(people - allowed);
        assertThat(outcomes.subList(0, allowed)).hasOnlyElementsOfType(Outcome.Applied.class);
        assertThat(outcomes.subList(allowed, leaving)).hasOnlyElementsOfType(Outcome.Held.class);
        assertThat(held(organization)).isEqualTo(leaving - allowed);
        assertThat(active(other)).as("the other organization's").isEqualTo(2);
        assertThat(held(other)).as("the other organization's").isZero();
    }

    @Test
    void countsWhatAnyNumberOfBatchesTogetherMake() {
        Random random = new Random(6);
        for (int i = 0; i < 10; i++) {
            inAnOrganizationOfItsOwn();
            int people = 1 + random.nextInt(120);
            int leaving = 1 + random.nextInt(people);
            join(organization, people);
            happens(leave(organization, 0, leaving), 1 + random.nextInt(20));
            int allowed = Math.min(leaving, Math.max(10, people / 5));
            assertThat(active(organization)).as("%d of %d leave", leaving, people).isEqualTo(people - allowed);
            assertThat(held(organization)).as("%d of %d leave", leaving, people).isEqualTo(leaving - allowed);
        }
    }

    @Test
    void doesNotLetTwoWorkersPassTheLimitTogether() throws Exception {
        join(organization, 100);
        try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
            List<Future<List<Outcome>>> halves = IntStream.range(0, 2)
                    .mapToObj(half -> workers.submit(() -> happens(leave(organization, half * 50, 50), 3))).toList();
            for (Future<List<Outcome>> half : halves) {
                half.get();
            }
        }
        assertThat(active(organization)).isEqualTo(80);
        assertThat(held(organization)).isEqualTo(80);
        assertThat(runs(organization)).isOne();
    }

    @Test
    void letsMorePassWhenTheWindowHasMovedOn() {
        join(organization, 100);
        happens(leave(organization, 0, 15), 1);
        clock.goOn(Duration.ofMinutes(30));
        assertHeldAfter(5, happens(leave(organization, 15, 6), 1));
        clock.goOn(Duration.ofMinutes(30));
        // Of 100, fifteen left an hour ago: 85 were there at the beginning of the window, and five of them have left in
        // it.
        assertHeldAfter(12, happens(leave(organization, 21, 13), 13));
        assertThat(active(organization)).isEqualTo(68);
    }

    private static void assertHeldAfter(int passing, List<Outcome> outcomes) {
        assertThat(outcomes.subList(0, passing)).hasOnlyElementsOfType(Outcome.Applied.class);
        assertThat(outcomes.subList(passing, outcomes.size())).hasOnlyElementsOfType(Outcome.Held.class).hasSize(1);
    }

    @Test
    void doesNotCountWhoHasGotAccessAgain() {
        joinWhereEightHaveLeft(organization, 10);
        happens(leave(organization, 0, 2), 1);
        happens(List.of(userCreated(id(organization, 0)).in(organization)), 1);
        assertThat(happens(leave(organization, 5, 2), 2)).hasExactlyElementsOfTypes(Outcome.Applied.class,
                Outcome.Held.class);
    }

    @Test
    void holdsOnlyWhatWouldTakeAccess() {
        joinWhereEightHaveLeft(organization, 6);
        UUID founder = account(organization, 5);
        edits.protect(founder, "tester");
        SimulatedEvent older = userUpdated(id(organization, 4)).active(false).in(organization);
        happens(List.of(userUpdated(id(organization, 4)).active(true).in(organization),
                userCreated("diruser_second" + organization).in(organization).email(email(organization, 3))), 2);
        happens(leave(organization, 0, 2), 2);

        assertThat(happens(List.of(older), 1)).as("older than what is known")
                .hasOnlyElementsOfType(Outcome.Stale.class);
        assertThat(happens(leave(organization, 3, 1), 1)).as("has another directory user")
                .hasOnlyElementsOfType(Outcome.Applied.class);
        assertThat(happens(leave(organization, 5, 1), 1)).as("protected").hasOnlyElementsOfType(Outcome.Applied.class);
        assertThat(happens(List.of(userDeleted("diruser_unknown" + organization).in(organization)), 1))
                .as("never was here").hasOnlyElementsOfType(Outcome.Applied.class);
        assertThat(happens(List.of(userDeleted("diruser_second" + organization).in(organization)), 1))
                .as("the last directory user").hasOnlyElementsOfType(Outcome.Held.class);
        assertThat(held(organization)).isOne();
    }

    @Test
    void holdsWhatARestingProtectionWouldNotKeep() {
        joinWhereEightHaveLeft(organization, 6);
        UUID founder = account(organization, 5);
        edits.protect(founder, "tester");
        String stranger = "diruser_stranger" + organization;
        happens(leave(organization, 5, 1), 1);
        happens(List.of(userCreated(stranger).in(organization).email(email(organization, 5))), 1);
        happens(List.of(userCreated(id(organization, 5)).in(organization).email(email(organization, 5))), 1);
        happens(List.of(userDeleted(stranger).in(organization)), 1);
        happens(leave(organization, 0, 2), 2);

        assertThat(happens(leave(organization, 5, 1), 1)).hasOnlyElementsOfType(Outcome.Held.class);

        assertThat(users.find(founder).orElseThrow().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void appliesTheRestOfWhatIsHeldAndKeepsRolesAndGroups() {
        joinWhereEightHaveLeft(organization, 3);
        happens(leave(organization, 0, 2), 2);
        String ann = id(organization, 2);
        happens(List.of(userUpdated(ann).roles("editor").groups(group("dirgroup_1" + organization, "Writers"))
                .in(organization)), 1);

        happens(List.of(userUpdated(ann).active(false).named("Ann", "New").roles().groups().in(organization)), 1);

        User kept = users.find(account(organization, 2)).orElseThrow();
        assertThat(kept).returns(Status.ACTIVE, User::status).returns("Ann New", User::name)
                .returns(List.of(new Role("editor", Source.DIRECTORY)), User::roles);
        assertThat(kept.groups()).hasSize(1);
    }

    @Test
    void keepsTheAttributesByWhichMappingsGiveRoles() {
        joinWhereEightHaveLeft(organization, 3);
        happens(leave(organization, 0, 2), 2);
        happens(List.of(userUpdated(id(organization, 2)).withData("department", "Sales").in(organization)), 1);
        mappings.add(new Rule(organization, Match.ATTRIBUTE, "department", "Sales", "seller", null), "tester");

        happens(List.of(userUpdated(id(organization, 2)).active(false).withData("title", "None").in(organization)), 1);

        assertThat(users.find(account(organization, 2)).orElseThrow().roles())
                .containsExactly(new Role("seller", Source.ATTRIBUTE));
    }

    @Test
    void holdsTheSameEventOnce() {
        joinWhereEightHaveLeft(organization, 3);
        happens(leave(organization, 0, 2), 2);
        List<SimulatedEvent> leaves = leave(organization, 2, 1);
        happens(leaves, 1);
        assertThat(happens(leaves, 1)).as("replayed").hasOnlyElementsOfType(Outcome.Held.class);
        assertThat(held(organization)).isOne();
    }

    @Test
    void namesTheRunInTheReason() {
        joinWhereEightHaveLeft(organization, 3);
        Outcome outcome = happens(leave(organization, 0, 3), 3).getLast();
        long run = jdbc.sql("select id from sync_run where organization_id = ?").param(organization).query(Long.class)
                .single();
        assertThat(outcome).isEqualTo(new Outcome.Held(
                "All but the deactivation is applied: the safeguard for webhooks holds that back in run %d, for somebody to approve or reject."
                        .formatted(run)));
    }

    @Test
    void makesNoStatementWhenItIsOffOrNobodyLeaves() {
        AccountProperties off = new AccountProperties(AccountProperties.LinkByEmail.ALWAYS,
                AccountProperties.OnDirectoryDisabled.KEEP, 100);
        WebhookSafeguard isOff = new WebhookSafeguard(off, rosters, holds, jdbc, clock);
        List<Observation> seen = List.of();
        assertThat(statements.during(() -> {
            assertThat(isOff.check(organization, seen, Set.of("diruser_1")).seen()).isSameAs(seen);
            assertThat(safeguard.check(organization, seen, Set.of()).seen()).isSameAs(seen);
        })).isZero();
        assertThat(statements.during(() -> safeguard.check(organization, seen, Set.of("diruser_1")))).as("counted")
                .isPositive();
    }

    private void join(String place, int people) {
        happens(IntStream.range(0, people).mapToObj(i -> userCreated(id(place, i)).in(place).email(email(place, i)))
                .toList(), 100);
    }

    /// Two more may leave unasked, as long as there are few people.
    private void joinWhereEightHaveLeft(String place, int people) {
        join(place, people);
        List<String> early = IntStream.range(0, 8).mapToObj(i -> "early_" + i + "_" + place).toList();
        happens(early.stream().map(one -> userCreated(one).in(place).email(one + "@example.com")).toList(), 8);
        happens(early.stream().map(one -> userDeleted(one).in(place)).toList(), 8);
    }

    private static List<SimulatedEvent> leave(String place, int from, int people) {
        return IntStream.range(from, from + people).mapToObj(i -> userDeleted(id(place, i)).in(place)).toList();
    }

    private List<Outcome> happens(List<SimulatedEvent> events, int batchSize) {
        return events.stream().map(event -> {
            byte[] payload = event.bytes();
            return new ReceivedEvent(1, payload, Instant.now());
        }).gather(Gatherers.windowFixed(batchSize)).flatMap(batch -> applied(batch).stream()).toList();
    }

    /// Again and again while another worker has the organization, as the inbox does.
    private List<Outcome> applied(List<ReceivedEvent> batch) {
        List<Outcome> outcomes;
        do {
            outcomes = transaction.execute(status -> handler.handle(batch));
        } while (outcomes.stream().anyMatch(Outcome.Busy.class::isInstance));
        return outcomes;
    }

    private static String id(String place, int number) {
        return "diruser_%d_%s".formatted(number, place);
    }

    private static String email(String place, int number) {
        return "p%d@%s.example".formatted(number, place);
    }

    private UUID account(String place, int number) {
        return jdbc.sql("select account_id from directory_user where id = ?").param(id(place, number)).query(UUID.class)
                .single();
    }

    private long active(String place) {
        return count("select count(*) from app_user where status = 'ACTIVE' and organization_id = ?", place);
    }

    private long held(String place) {
        return count("""
                select count(*) from sync_change c join sync_run r on r.id = c.run_id
                 where r.status = 'AWAITING_APPROVAL' and c.status = 'HELD' and c.organization_id = ?""", place);
    }

    private long runs(String place) {
        return count("select count(*) from sync_run where organization_id = ?", place);
    }

    private long count(String sql, String place) {
        return jdbc.sql(sql).param(place).query(Long.class).single();
    }
}
