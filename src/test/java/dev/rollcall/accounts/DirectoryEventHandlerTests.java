package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.directoryDisabled;
import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Grants;
import dev.rollcall.simulator.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// The rules of state, one event after the other, in an organization of its own for each test.
@RollcallTest
class DirectoryEventHandlerTests {

    @Autowired
    private EventHandler handler;
    @Autowired
    private Users users;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private Grants grants;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private String organization;

    @BeforeEach
    void inAnOrganizationOfItsOwn() {
        organization = "org_" + UUID.randomUUID();
    }

    @Test
    void opensAnAccountForANewUser() {
        happens(userCreated(id("ann")).email("Ann@example.com").named("Ann", "Lee").roles("editor", "viewer"));
        User ann = theOnlyUser();
        assertThat(ann.email()).isEqualTo("Ann@example.com");
        assertThat(ann.name()).isEqualTo("Ann Lee");
        assertThat(ann.status()).isEqualTo(Status.ACTIVE);
        assertThat(ann.roles()).containsExactly(new Role("editor", Source.DIRECTORY),
                new Role("viewer", Source.DIRECTORY));
        assertThat(ann.directoryUserIds()).containsExactly(id("ann"));
    }

    @Test
    void takesRolesAwayWithAnEmptyListAndLeavesThemWithoutOne() {
        happens(userCreated(id("ann")).roles("editor"));
        happens(userUpdated(id("ann")).named("Ann", "Lee"));
        assertThat(theOnlyUser().roles()).hasSize(1);
        happens(userUpdated(id("ann")).roles());
        assertThat(theOnlyUser().roles()).isEmpty();
    }

    @Test
    void keepsADeletedUserDeactivatedWhenAnOlderUpdateArrives() {
        SimulatedEvent older = userUpdated(id("ann")).active(true).roles("admin");
        happens(userCreated(id("ann")).roles("editor"));
        SimulatedEvent between = userUpdated(id("ann")).active(true).named("Ann", "Lee");
        happens(userDeleted(id("ann")));
        assertThat(happens(older)).isInstanceOf(Outcome.Stale.class);
        assertThat(happens(between)).isInstanceOf(Outcome.Stale.class);
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        assertThat(theOnlyUser().roles()).isEmpty();
    }

    @Test
    void deactivatesAUserWhoseDeletionArrivesBeforeTheCreation() {
        SimulatedEvent created = userCreated(id("ann")).active(true).email("ann@example.com").named("Ann", "Lee");
        happens(userDeleted(id("ann")));
        assertThat(happens(created)).isInstanceOf(Outcome.Stale.class);
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        assertThat(theOnlyUser().name()).isEqualTo("Ann Lee");
    }

    @Test
    void deactivatesAndReactivatesAsTheDirectorySays() {
        happens(userCreated(id("ann")).email("ann@example.com"));
        UUID account = theOnlyUser().id();
        happens(userUpdated(id("ann")).active(false));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        happens(userUpdated(id("ann")).active(true));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        happens(userDeleted(id("ann")));
        happens(userUpdated(id("ann")).named("Ann", "Lee"));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        happens(userCreated(id("ann")).email("ann@example.com"));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(theOnlyUser().id()).isEqualTo(account);
    }

    @Test
    void findsTheSamePersonAfterARehireAndInASecondDirectory() {
        happens(userCreated(id("ann")).email("ann@example.com").dpId("00u1abcdefghij123456"));
        UUID account = theOnlyUser().id();
        grants.grant(account, "keeper", "tester");
        happens(userDeleted(id("ann")));
        assertThat(theOnlyUser().roles()).containsExactly(new Role("keeper", Source.MANUAL));
        happens(userCreated(id("again")).email("ANN@example.com").dpId("00u1abcdefghij123456").roles("viewer"));
        assertThat(theOnlyUser().id()).isEqualTo(account);
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(theOnlyUser().directoryUserIds()).containsExactlyInAnyOrder(id("ann"), id("again"));

        happens(userCreated(id("second")).email("ann@example.com").roles("editor"));
        happens(userDeleted(id("again")));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(theOnlyUser().roles()).containsExactly(new Role("editor", Source.DIRECTORY),
                new Role("keeper", Source.MANUAL));
        happens(userDeleted(id("second")));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
    }

    @Test
    void keepsTheAccountUnderANewAddress() {
        happens(userCreated(id("ann")).email("ann@example.com"));
        UUID account = theOnlyUser().id();
        happens(userUpdated(id("ann")).email("anna@example.com"));
        assertThat(theOnlyUser().id()).isEqualTo(account);
        assertThat(theOnlyUser().email()).isEqualTo("anna@example.com");
    }

    @Test
    void waitsForAnAddressWithoutKeepingALeaverIn() {
        happens(userCreated(id("ann")).email("ann@example.com"));
        happens(userCreated(id("bob")).email("bob@example.com").roles("admin"));
        SimulatedEvent taken = userUpdated(id("bob")).email("ann@example.com").roles();
        assertThat(happens(taken)).isEqualTo(new Outcome.Applied(
                "All but the e-mail address is applied: that belongs to another active account, and comes to this one as soon as it is free."));
        assertThat(userWith("bob@example.com").roles()).isEmpty();
        happens(userUpdated(id("ann")).email("anna@example.com"));
        assertThat(userWith("ann@example.com").directoryUserIds()).containsExactly(id("bob"));
        assertThat(userWith("anna@example.com").directoryUserIds()).containsExactly(id("ann"));
    }

    @Test
    void mergesAccountsThatTurnOutToBeOnePerson() {
        SimulatedEvent created = userCreated(id("ann")).email("ann@example.com");
        SimulatedEvent renamed = userUpdated(id("ann")).email("anna@example.com");
        SimulatedEvent left = userDeleted(id("ann"));
        happens(userCreated(id("again")).email("anna@example.com"));
        UUID rehired = theOnlyUser().id();
        grants.grant(rehired, "keeper", "tester");
        happens(created);
        UUID before = userWith("ann@example.com").id();
        happens(renamed);
        happens(left);
        User ann = theOnlyUser();
        assertThat(ann.directoryUserIds()).containsExactlyInAnyOrder(id("ann"), id("again"));
        assertThat(ann.roles()).containsExactly(new Role("keeper", Source.MANUAL));
        assertThat(users.find(rehired)).contains(ann);
        assertThat(users.find(before)).contains(ann);
    }

    @Test
    void givesTwoOrganizationsAccountsOfTheirOwn() {
        happens(userCreated(id("ann")).email("ann@example.com"));
        SimulatedEvent elsewhere = userCreated("diruser_" + UUID.randomUUID()).email("ann@example.com")
                .in(organization + "2");
        handle(elsewhere);
        assertThat(theOnlyUser().directoryUserIds()).hasSize(1);
        assertThat(handle(userUpdated(id("ann")).roles("admin").in(organization + "2")))
                .isInstanceOf(Outcome.Rejected.class);
        assertThat(theOnlyUser().roles()).isEmpty();
    }

    @Test
    void derivesRolesFromLiveGroups() {
        map("NAME", "Engineers", "engineer", null);
        map("ID", "dirgroup_ops_" + organization, "operator", null);
        happens(groupCreated(groupId("eng")).displayName("Engineers"));
        happens(userCreated(id("ann")).groups(group(groupId("eng"), "Engineers"), group(groupId("ops"), "Ops")));
        assertThat(theOnlyUser().roles()).containsExactly(new Role("engineer", Source.GROUP),
                new Role("operator", Source.GROUP));
        happens(groupUpdated(groupId("eng")).displayName("Former engineers"));
        assertThat(theOnlyUser().roles()).containsExactly(new Role("operator", Source.GROUP));
        happens(groupUpdated(groupId("eng")).displayName("Engineers"));
        assertThat(theOnlyUser().roles()).hasSize(2);
        happens(groupDeleted(groupId("eng")));
        assertThat(theOnlyUser().roles()).containsExactly(new Role("operator", Source.GROUP));
        assertThat(theOnlyUser().groups()).extracting(User.Group::id).containsExactly(groupId("ops"));
        assertThat(kinds()).startsWith("user.roles_changed", "user.updated");
    }

    @Test
    void letsTheMappingWithTheHighestPriorityWin() {
        map("PATTERN", "Team .*", "member", 1);
        map("NAME", "Team Leads", "lead", 9);
        map("NAME", "Team Leads", "extra", null);
        happens(userCreated(id("ann")).groups(group(groupId("a"), "Team A"), group(groupId("l"), "Team Leads")));
        assertThat(theOnlyUser().roles()).extracting(Role::name).containsExactly("extra", "lead");
    }

    @Test
    void neverDeactivatesAProtectedAccount() {
        happens(userCreated(id("root")).email("root@example.com").roles("admin"));
        jdbc.sql("update app_user set protected = true where id = ?").param(theOnlyUser().id()).update();
        happens(userDeleted(id("root")));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(theOnlyUser().roles()).containsExactly(new Role("admin", Source.DIRECTORY));
        assertThat(kinds()).first().isEqualTo("user.deactivation_prevented");
    }

    @Test
    void notesOnceForEachStatementThatProtectionKeptFromDeactivating() {
        happens(userCreated(id("root")).email("root@example.com"));
        edits.protect(theOnlyUser().id(), "tester");
        SimulatedEvent left = userDeleted(id("root"));
        happens(left);
        happens(left);
        happens(userUpdated(id("root")).named("Root", "Lee"));
        assertThat(kinds().stream().filter("user.deactivation_prevented"::equals)).hasSize(1);
        happens(userUpdated(id("root")).active(false));
        assertThat(kinds().stream().filter("user.deactivation_prevented"::equals)).hasSize(2);
    }

    @Test
    void countsAnEventOfTheFutureAsOfItsFirstReceiptHoweverLateItIsSentAgain() {
        Instant received = Instant.parse("2026-06-01T12:00:00Z");
        SimulatedEvent created = userCreated(id("ann")).in(organization).at(received.plusSeconds(3600));
        handle(created, received);
        handle(userDeleted(id("ann")).in(organization).at(received.plusSeconds(60)), received.plusSeconds(61));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        assertThat(handle(created, received.plusSeconds(86_400))).isInstanceOf(Outcome.Stale.class);
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
    }

    private Outcome handle(SimulatedEvent event, Instant receivedAt) {
        return transaction.execute(status -> handler.handle(List.of(new ReceivedEvent(1, event.bytes(), receivedAt))))
                .getFirst();
    }

    @Test
    void deactivatesALeaverWhoseNameIsOfWordsThatNobodySees() {
        happens(userCreated(id("ann")));
        happens(userUpdated(id("ann")).active(false).name("Ann " + "\u3164".repeat(101) + " Lee"));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
    }

    @Test
    void deactivatesTheUsersOfADeletedOrganizationUntilItIsBack() {
        happens(userCreated(id("ann")));
        happens(organizationDeleted(organization));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        happens(userUpdated(id("ann")).active(true));
        assertThat(theOnlyUser().status()).isEqualTo(Status.DEACTIVATED);
        happens(organizationUpdated(organization));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(kinds()).containsExactly("user.reactivated", "user.deactivated", "user.created");
    }

    @Test
    void keepsTheUsersOfADisabledDirectory() {
        happens(directoryEnabled("dir_" + organization));
        happens(userCreated(id("ann")));
        happens(directoryDisabled("dir_" + organization));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(jdbc.sql("select enabled from directory where id = ?").param("dir_" + organization)
                .query(Boolean.class).single()).isFalse();
    }

    @Test
    void writesTheCauseAndTheFromAndToOfEachChange() {
        happens(userCreated(id("ann")).named("Ann", "Lee").roles("viewer"));
        SimulatedEvent promoted = userUpdated(id("ann")).named("Ann", "Ray").roles("admin")
                .id("evt_promotion_" + organization);
        happens(promoted);
        List<AccountChange> history = users.history(theOnlyUser().id(), null, 10).orElseThrow();
        assertThat(history).extracting(AccountChange::kind).containsExactly("user.roles_changed", "user.updated",
                "user.created");
        assertThat(history.getFirst().cause().eventId()).isEqualTo("evt_promotion_" + organization);
        assertThat(history.getFirst().changes()).containsExactly(
                new AccountChange.FieldChange("roles", List.of("viewer (DIRECTORY)"), List.of("admin (DIRECTORY)")));
        assertThat(history.get(1).changes()).contains(new AccountChange.FieldChange("family_name", "Lee", "Ray"));
    }

    @Test
    void appliesABatchOfEventsInTheirOrderAndNamesForEachChangeTheEventThatMadeIt() {
        List<SimulatedEvent> news = List.of(
                userCreated(id("ann")).email("ann@example.com").named("Ann", "Lee").roles("viewer"),
                userCreated(id("bob")).email("bob@example.com").named("Bob", "Moe").roles("viewer"),
                userUpdated(id("ann")).named("Ann", "Ray"), groupCreated(groupId("staff")), userDeleted(id("bob")),
                userUpdated(id("ann")).roles("admin"), userCreated(id("eve")));
        List<SimulatedEvent> events = IntStream.range(0, news.size())
                .mapToObj(i -> news.get(i).in(organization).id("evt_" + i + organization)).toList();
        assertThat(handle(events)).hasSize(7).allMatch(Outcome.Applied.class::isInstance);

        assertThat(causes("ann")).containsExactly("user.roles_changed evt_5" + organization,
                "user.updated evt_2" + organization, "user.created evt_0" + organization);
        assertThat(causes("bob")).containsExactly("user.roles_changed evt_4" + organization,
                "user.deactivated evt_4" + organization, "user.created evt_1" + organization);
        assertThat(causes("eve")).containsExactly("user.created evt_6" + organization);
    }

    @Test
    void answersForEachEventOfABatchWhatBecameOfIt() {
        SimulatedEvent joins = userCreated(id("ann")).email("ann@example.com").in(organization);
        SimulatedEvent older = userUpdated(id("ann")).named("Ann", "Old").in(organization)
                .at(Instant.parse("2026-01-01T00:00:00Z"));
        SimulatedEvent foreign = userUpdated(id("ann")).in(organization + "_2");
        byte[] broken = "{\"type\":\"organization.directory.user_updated\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(handleAll(List.of(joins.bytes(), broken, older.bytes(), foreign.bytes())))
                .extracting(outcome -> outcome.getClass().getSimpleName())
                .containsExactly("Applied", "Unreadable", "Stale", "Rejected");
    }

    @Test
    void changesNothingWhenTheSameEventIsHandledAgain() {
        SimulatedEvent created = userCreated(id("ann")).email("ann@example.com").roles("viewer");
        happens(created);
        User before = theOnlyUser();
        assertThat(happens(created)).isInstanceOf(Outcome.Applied.class);
        assertThat(theOnlyUser()).isEqualTo(before);
        assertThat(kinds()).containsExactly("user.created");
    }

    @Test
    @EnabledIf("examplesAreThere")
    void acceptsScalekitsOwnExamples() throws Exception {
        try (var files = Files.list(Path.of("../shared/contract/events"))) {
            List<Path> examples = files.sorted().toList();
            assertThat(examples).hasSize(11);
            for (Path example : examples) {
                assertThat(handle(Files.readAllBytes(example))).as(example.toString())
                        .isInstanceOfAny(Outcome.Applied.class, Outcome.Stale.class);
            }
        }
    }

    static boolean examplesAreThere() {
        return Files.isDirectory(Path.of("../shared/contract/events"));
    }

    private Outcome happens(SimulatedEvent event) {
        return handle(event.in(organization));
    }

    private Outcome handle(SimulatedEvent event) {
        return handle(event.bytes());
    }

    private Outcome handle(byte[] payload) {
        return handleAll(List.of(payload)).getFirst();
    }

    private List<Outcome> handle(List<SimulatedEvent> events) {
        return handleAll(events.stream().map(SimulatedEvent::bytes).toList());
    }

    private List<Outcome> handleAll(List<byte[]> payloads) {
        List<ReceivedEvent> batch = payloads.stream().map(payload -> new ReceivedEvent(1, payload, Instant.now()))
                .toList();
        return transaction.execute(status -> handler.handle(batch));
    }

    private List<String> causes(String name) {
        UUID account = jdbc.sql("select account_id from directory_user where id = ?").param(id(name)).query(UUID.class)
                .single();
        return users.history(account, null, 10).orElseThrow().stream()
                .map(change -> change.kind() + " " + change.cause().eventId()).toList();
    }

    private User theOnlyUser() {
        assertThat(users.list(new UserFilter(organization, null, null), null, 10)).hasSize(1);
        return users.list(new UserFilter(organization, null, null), null, 10).getFirst();
    }

    private User userWith(String email) {
        return users.list(new UserFilter(organization, email, null), null, 10).getFirst();
    }

    private List<String> kinds() {
        return users.history(theOnlyUser().id(), null, 10).orElseThrow().stream().map(AccountChange::kind).toList();
    }

    private void map(String match, String value, String role, Integer priority) {
        jdbc.sql("insert into role_mapping (organization_id, match, value, role, priority) values (?, ?, ?, ?, ?)")
                .params(organization, match, value, role, priority).update();
    }

    private String id(String name) {
        return "diruser_" + name + "_" + organization;
    }

    private String groupId(String name) {
        return "dirgroup_" + name + "_" + organization;
    }
}
