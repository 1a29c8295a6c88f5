package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.RollcallTest;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.GroupSummary;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Grants;
import dev.rollcall.scalekit.ScalekitDirectory;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitOrganization;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Many users at once, as reconciliation sees them, in an organization of its own for each test.
@RollcallTest
class ObservationsTests {

    private static final Result APPLIED = new Result.Applied();

    @Autowired
    private Observations observations;
    @Autowired
    private Directories directories;
    @Autowired
    private Users users;
    @Autowired
    private Grants grants;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();

    @Test
    void opensAnAccountForEachOfManyNewUsers() {
        List<Result> results = observations.users(organization,
                IntStream.range(0, 250)
                        .mapToObj(i -> seen(1, user("u" + i).email("u" + i + "@x.org").roles("editor").in("g" + i % 3)))
                        .toList(),
                Cause.syncRun(7));
        assertThat(results).hasSize(250).containsOnly(APPLIED);
        assertThat(users.groups(organization, null, 10)).extracting(GroupSummary::memberCount).containsExactly(84L, 83L,
                83L);
        User one = userWith("u17@x.org");
        assertThat(one.status()).isEqualTo(Status.ACTIVE);
        assertThat(one.roles()).containsExactly(new Role("editor", Source.DIRECTORY));
        assertThat(one.groups()).extracting(User.Group::id).containsExactly(id("g2"));
        List<AccountChange> history = users.history(one.id(), null, 10).orElseThrow();
        assertThat(history).extracting(AccountChange::kind).containsExactly("user.created");
        assertThat(history.getFirst().cause().syncRunId()).isEqualTo(7);
        assertThat(history.getFirst().occurredAt()).isEqualTo(at(1).at());
    }

    @Test
    void looksAtNobodyForAGroupThatNobodyIsIn(@Autowired Groups groups, @Autowired TransactionTemplate transaction) {
        observations.users(organization,
                IntStream.range(0, 250).mapToObj(i -> seen(1, user("u" + i).in("g" + i % 3))).toList(),
                Cause.syncRun(7));
        Long looked = transaction.execute(status -> {
            long before = looked();
            groups.observe(new ScalekitGroup(id("new"), organization, "dir_" + organization, "New"), false, at(2),
                    Cause.syncRun(7));
            return looked() - before;
        });
        assertThat(looked).as("rows of directory_user").isZero();
    }

    private long looked() {
        return jdbc.sql("""
                select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) from pg_stat_xact_user_tables
                 where relname = 'directory_user'""").query(Long.class).single();
    }

    @Test
    void takesThoseAFewAtATimeOfWhomMuchIsKnown() {
        observations.users(organization, everybody(1, "editor"), Cause.syncRun(7));
        jdbc.sql("""
                update directory_user set attributes = ?, attributes_said = '2026-01-05T09:00:00.000000000Z evt_1'
                 where organization_id = ?""").params("{\"title\":\"%s\"}".formatted("x".repeat(30_000)), organization)
                .update();

        assertThat(observations.users(organization, everybody(2, "viewer"), Cause.syncRun(8))).hasSize(200)
                .containsOnly(APPLIED);

        assertThat(jdbc.sql("select count(distinct cast(cmin as text)) from directory_user where organization_id = ?")
                .param(organization).query(Long.class).single()).as("statements that wrote them").isEqualTo(2);
        assertThat(users.list(new UserFilter(organization, null, null), null, 201)).hasSize(200)
                .allSatisfy(user -> assertThat(user.roles()).containsExactly(new Role("viewer", Source.DIRECTORY)));
    }

    private List<Observation> everybody(int minute, String role) {
        return IntStream.range(0, 200).mapToObj(i -> seen(minute, user("u" + i).email("u" + i + "@x.org").roles(role)))
                .toList();
    }

    @Test
    void letsTwoPeopleSwapAddresses() {
        sees(seen(1, user("ann").email("ann@x.org")), seen(1, user("bob").email("bob@x.org")));
        UUID ann = userWith("ann@x.org").id();
        assertThat(sees(seen(2, user("ann").email("bob@x.org")), seen(2, user("bob").email("ann@x.org"))))
                .containsExactly(APPLIED, APPLIED);
        assertThat(userWith("bob@x.org").id()).isEqualTo(ann);
        assertThat(userWith("ann@x.org").directoryUserIds()).containsExactly(id("bob"));
    }

    @Test
    void findsTwoDirectoryUsersOfOnePersonInOneBatch() {
        sees(seen(2, user("entra").email("ANN@x.org").roles("viewer")),
                seen(1, user("okta").email("ann@x.org").roles("editor")));
        User ann = theOnlyUser();
        assertThat(ann.directoryUserIds()).containsExactly(id("entra"), id("okta"));
        assertThat(ann.roles()).extracting(Role::name).containsExactly("editor", "viewer");
        sees(seen(3, user("entra").gone()), seen(4, user("okta").roles("admin")));
        assertThat(theOnlyUser().status()).isEqualTo(Status.ACTIVE);
        assertThat(theOnlyUser().roles()).extracting(Role::name).containsExactly("admin");
        assertThat(users.history(ann.id(), null, 10).orElseThrow()).first().satisfies(change -> {
            assertThat(change.kind()).isEqualTo("user.roles_changed");
            assertThat(change.occurredAt()).isEqualTo(at(4).at());
        });
    }

    @Test
    void keepsAProtectedAccountAmongThoseThatAreDeactivated() {
        sees(seen(1, user("root").email("root@x.org")), seen(1, user("ann").email("ann@x.org")));
        jdbc.sql("update app_user set protected = true where id = ?").param(userWith("root@x.org").id()).update();
        sees(seen(2, user("ann").gone()), seen(2, user("root").gone()));
        assertThat(userWith("ann@x.org").status()).isEqualTo(Status.DEACTIVATED);
        assertThat(userWith("root@x.org").status()).isEqualTo(Status.ACTIVE);
        assertThat(kinds("root@x.org")).containsExactly("user.deactivation_prevented", "user.created");
        assertThat(kinds("ann@x.org")).containsExactly("user.deactivated", "user.created");
    }

    @Test
    void answersForEachUserWhatBecameOfIt() {
        sees(seen(1, user("ann").email("ann@x.org")), seen(5, user("bob").email("bob@x.org")));
        observations.users(organization + "2",
                List.of(new Observation(new Listed(id("eve"), organization + "2").build(), "dir_1", at(1))),
                Cause.syncRun(1));
        assertThat(sees(seen(2, user("eve").email("eve@x.org")), seen(3, user("bob").roles("late")),
                seen(3, user("dan").email("ann@x.org").roles("admin")), seen(3, user("new").email("new@x.org"))))
                        .containsExactly(new Result.Foreign(organization + "2"), new Result.Stale(at(5)), APPLIED,
                                APPLIED);
        assertThat(sees(seen(6, user("new").email("bob@x.org").roles("x")), seen(6, user("bob").roles("y"))))
                .containsExactly(new Result.AddressTaken(), APPLIED);
        assertThat(userWith("new@x.org").roles()).extracting(Role::name).containsExactly("x");
        assertThat(userWith("ann@x.org").directoryUserIds()).containsExactly(id("ann"), id("dan"));
    }

    @Test
    void mergesSeveralPairsOfAccountsInOneBatch() {
        for (String name : List.of("ann", "bob")) {
            sees(seen(5, user(name + 2).email(name + "@new.org")));
            sees(seen(1, user(name).email(name + "@old.org")));
            grants.grant(userWith(name + "@new.org").id(), "keeper", "tester");
        }
        sees(seen(2, user("ann").email("ann@new.org")), seen(2, user("bob").email("bob@new.org")));
        assertThat(users.list(new UserFilter(organization, null, null), null, 10)).hasSize(2)
                .allSatisfy(user -> assertThat(user.directoryUserIds()).hasSize(2))
                .allSatisfy(user -> assertThat(user.roles()).containsExactly(new Role("keeper", Source.MANUAL)));
    }

    @Test
    void confirmsWhoWasSeenBeforeAndLeavesWhatIsNewer() {
        sees(seen(1, user("ann").email("ann@x.org").roles("editor")), seen(9, user("bob").email("bob@x.org")));
        observations.confirm(organization, "dir_1",
                List.of(new Confirmation(id("ann"), at(5).at()), new Confirmation(id("bob"), at(5).at())),
                Set.of("roles", "active"), "api:5", Cause.syncRun(5));
        observations.confirm(organization + "2", "dir_2", List.of(new Confirmation(id("ann"), at(8).at())), Set.of(),
                "api:8", Cause.syncRun(8));
        assertThat(row("ann")).isEqualTo("dir_1 2026-03-01T08:00:05 api:5");
        assertThat(row("bob")).isEqualTo("dir_0 2026-03-01T08:00:09 api:9");
        // Said anew: the address. Not said: the roles.
        assertThat(sees(seen(4, user("ann").email("late@x.org").roles("late"))))
                .containsExactly(new Result.Stale(at(5)));
        assertThat(theUser("ann").email()).isEqualTo("ann@x.org");
        assertThat(theUser("ann").roles()).extracting(Role::name).containsExactly("late");
    }

    @Test
    void keepsTheInstantsOfUnsaidFieldsOverSeveralConfirmations() {
        sees(seen(1, user("ann").email("ann@x.org").roles("editor")));
        confirm("ann", 3, "roles");
        confirm("ann", 5, "roles", "email");
        sees(seen(2, user("ann").email("late@x.org").roles("late")));
        assertThat(theUser("ann").roles()).extracting(Role::name).containsExactly("late");
        assertThat(theUser("ann").email()).isEqualTo("ann@x.org");
        sees(seen(4, user("ann").email("later@x.org")));
        assertThat(theUser("ann").email()).isEqualTo("later@x.org");
        assertThatThrownBy(() -> confirm("ann", 6, "role")).hasMessageContaining("role");
    }

    @Test
    void confirmsTheUserNameWhereItIsSaid() {
        sees(new Observation(user("ann").build().withAttributes("{\"title\":\"Agent\"}", "ann"), "dir_0", at(1)));
        confirm("ann", 3, "username");
        sees(named("late", 2));
        assertThat(theUser("ann").attributes()).containsEntry("preferred_username", "late").containsEntry("title",
                "Agent");
        confirm("ann", 5);
        sees(named("later", 4));
        assertThat(theUser("ann").attributes()).containsEntry("preferred_username", "late");
        sees(named("new", 6));
        assertThat(theUser("ann").attributes()).containsEntry("preferred_username", "new");
    }

    private Observation named(String username, int second) {
        return new Observation(user("ann").build().withAttributes(null, username), "dir_0", at(second));
    }

    @Test
    void knowsFromAConfirmationThatAnAddressWasStillTaken() {
        sees(seen(1, user("ann").email("ann@x.org")));
        confirm("ann", 5);
        // Known late: for a while, ann had another address.
        sees(seen(2, user("ann").email("anna@x.org")));
        assertThat(theUser("ann").email()).isEqualTo("ann@x.org");
        sees(seen(7, user("ann").email("third@x.org")));
        sees(seen(6, user("again").email("ann@x.org")));
        assertThat(theOnlyUser().directoryUserIds()).containsExactly(id("again"), id("ann"));
        // Nobody had that address at that time any more.
        sees(seen(6, user("other").email("anna@x.org")));
        assertThat(users.list(new UserFilter(organization, null, null), null, 10)).hasSize(2);
    }

    @Test
    void bringsBackWhoWasOnlyAbsent() {
        sees(seen(1, user("ann").email("ann@x.org").active()), seen(1, user("bob").email("bob@x.org").active()));
        sees(new Observation(user("ann").gone().build(), "dir_1", Version.absentIn(at(2).at(), 2)),
                seen(2, user("bob").gone()));
        assertThat(theUser("ann").status()).isEqualTo(Status.DEACTIVATED);
        sees(seen(3, user("ann").email("ann@x.org")), seen(3, user("bob").email("bob@x.org")));
        assertThat(theUser("ann").status()).isEqualTo(Status.ACTIVE);
        assertThat(theUser("bob").status()).isEqualTo(Status.DEACTIVATED);
        assertThat(kinds("ann@x.org")).containsExactly("user.reactivated", "user.deactivated", "user.created");
    }

    @Test
    void doesNotTakeAnEventForAListing() {
        sees(seen(1, user("ann").email("ann@x.org").active()));
        sees(new Observation(user("ann").gone().build(), "dir_1", Version.absentIn(at(2).at(), 2)));
        sees(new Observation(user("ann").roles("editor").build(), null, at(3)));
        assertThat(theUser("ann").status()).isEqualTo(Status.DEACTIVATED);
    }

    @Test
    void changesNothingWhenABatchIsSeenAgain() {
        Observation[] batch = { seen(1, user("ann").email("ann@x.org").roles("editor").in("g")),
                seen(1, user("bob").email("bob@x.org")) };
        sees(batch);
        List<User> before = users.list(new UserFilter(organization, null, null), null, 10);
        assertThat(sees(batch)).containsOnly(APPLIED);
        assertThat(users.list(new UserFilter(organization, null, null), null, 10)).isEqualTo(before);
        assertThat(kinds("ann@x.org")).containsExactly("user.created");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void keepsTheNewestNameThatWasSaidHoweverNewWhatSaysNothingOfItIs(boolean inOrder) {
        List<Runnable> said = List.of(() -> names(1, "Acme", "OKTA"), () -> names(2, null, null));

        (inOrder ? said : said.reversed()).forEach(Runnable::run);

        assertThat(jdbc.sql("select display_name from organization where id = ?").param(organization)
                .query(String.class).single()).isEqualTo("Acme");
        assertThat(
                jdbc.sql("select provider from directory where id = ?").param(id("dir")).query(String.class).single())
                        .isEqualTo("OKTA");
    }

    private void names(int second, @Nullable String name, @Nullable String provider) {
        directories.observe(new ScalekitOrganization(organization, name), false, at(second), Cause.syncRun(second));
        directories.observe(new ScalekitDirectory(id("dir"), organization, provider), true, at(second),
                Cause.syncRun(second));
    }

    private List<Result> sees(Observation... seen) {
        return observations.users(organization, List.of(seen), Cause.syncRun(1));
    }

    private void confirm(String name, int second, String... unsaid) {
        observations.confirm(organization, "dir_1", List.of(new Confirmation(id(name), at(second).at())),
                Set.of(unsaid), Version.observer(second), Cause.syncRun(second));
    }

    private Observation seen(int second, Listed user) {
        return new Observation(user.build(), "dir_0", at(second));
    }

    private static Version at(int second) {
        return Version.ofRun(Instant.parse("2026-03-01T08:00:00Z").plusSeconds(second), second);
    }

    private Listed user(String name) {
        return new Listed(id(name), organization);
    }

    private String id(String name) {
        return name + "_" + organization;
    }

    private User theOnlyUser() {
        List<User> all = users.list(new UserFilter(organization, null, null), null, 10);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private User theUser(String name) {
        return users.list(new UserFilter(organization, null, null), null, 10).stream()
                .filter(user -> user.directoryUserIds().contains(id(name))).findAny().orElseThrow();
    }

    private User userWith(String email) {
        return users.list(new UserFilter(organization, email, null), null, 10).getFirst();
    }

    private List<String> kinds(String email) {
        return users.history(userWith(email).id(), null, 10).orElseThrow().stream().map(AccountChange::kind).toList();
    }

    private String row(String name) {
        return jdbc
                .sql("""
                        select directory_id || ' ' || to_char(observed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || ' ' || observed_event
                          from directory_user where id = ?""")
                .param(id(name)).query(String.class).single();
    }

    /// What a page says of a user.
    private final class Listed {

        private final String id;
        private final String organizationId;
        private Boolean active;
        private String email;
        private List<String> roles;
        private List<ScalekitGroup> groups;

        private Listed(String id, String organizationId) {
            this.id = id;
            this.organizationId = organizationId;
        }

        private Listed email(String email) {
            this.email = email;
            return this;
        }

        private Listed active() {
            this.active = true;
            return this;
        }

        private Listed gone() {
            this.active = false;
            return this;
        }

        private Listed roles(String... roles) {
            this.roles = List.of(roles);
            return this;
        }

        private Listed in(String... groups) {
            this.groups = Arrays.stream(groups)
                    .map(group -> new ScalekitGroup(id(group), organizationId, "dir_0", "Group " + group)).toList();
            return this;
        }

        private ScalekitUser build() {
            return new ScalekitUser(id, organizationId, active, email, null, null, null, null, roles, groups);
        }
    }
}
