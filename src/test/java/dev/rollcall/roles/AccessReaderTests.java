package dev.rollcall.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.accounts.AccountEdits;
import dev.rollcall.accounts.Directories;
import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Access.Identity;
import dev.rollcall.roles.Access.RoleOrigin;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitOrganization;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Asks why a user has access, in an organization of its own for each test.
@RollcallTest
class AccessReaderTests {

    private static final Instant BEGINNING = Instant.parse("2026-01-05T09:00:00Z");

    private final String organization = "org_" + UUID.randomUUID();

    @Autowired
    private AccessReader reader;
    @Autowired
    private Users users;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private Grants grants;
    @Autowired
    private Observations observations;
    @Autowired
    private Directories directories;
    @Autowired
    private JdbcClient jdbc;

    private String id(String name) {
        return name + "_" + organization;
    }

    private static Version at(int second) {
        return new Version(BEGINNING.plusSeconds(second), "evt_" + second);
    }

    private void sees(int second, String name, String email, Boolean active) {
        observations.users(organization, List.of(new Observation(
                new ScalekitUser(id(name), organization, active, email, "Ann " + name, "Ann", name, "dp " + name,
                        List.of("viewer"), List.of(new ScalekitGroup(id("sales"), organization, null, "Sales"))),
                "dir_1", at(second))), Cause.syncRun(second));
    }

    private User theOnlyUser() {
        return users.list(new UserFilter(organization, null, null), null, 2).getFirst();
    }

    private Access access() {
        return reader.find(theOnlyUser().id()).orElseThrow();
    }

    @Test
    void saysWhichDirectoryUserGivesAccess() {
        sees(1, "lee", "lee@example.com", true);

        Access access = access();

        assertThat(access.identities()).singleElement().isEqualTo(new Identity(id("lee"), "dir_1", null,
                "lee@example.com", "dp lee", null, true, true, at(1).at(), "evt_1", null));
        assertThat(access.decision()).returns("user.created", AccountChange::kind).returns(1L,
                change -> change.cause().syncRunId());
        assertThat(access.isProtected()).isFalse();
    }

    @Test
    void saysWhatTookAccess() {
        sees(1, "lee", "lee@example.com", true);
        sees(2, "lee", "lee@example.com", false);

        Access access = access();

        assertThat(access.user().status()).isEqualTo(Status.DEACTIVATED);
        assertThat(access.roles()).isEmpty();
        assertThat(access.identities()).singleElement().returns(false, Identity::counts).returns(false,
                Identity::active);
        assertThat(access.decision()).returns("user.deactivated", AccountChange::kind).returns(2L,
                change -> change.cause().syncRunId());
    }

    @Test
    void saysThatTheOrganizationIsGone() {
        sees(1, "lee", "lee@example.com", true);
        directories.observe(new ScalekitOrganization(organization, "Gone"), true, at(2), Cause.syncRun(2));

        Access access = access();

        assertThat(access.organizationDeleted()).isTrue();
        assertThat(access.identities()).singleElement().returns(true, Identity::active).returns(false,
                Identity::counts);
    }

    @Test
    void saysWhereEachRoleComesFrom() {
        sees(1, "lee", "lee@example.com", true);
        grants.grant(theOnlyUser().id(), "auditor", "ann");
        long mapping = jdbc.sql("""
                insert into role_mapping (organization_id, match, value, role) values (?, 'PATTERN', 'S.*', 'seller')
                returning id""").param(organization).query(Long.class).single();

        assertThat(access().roles()).usingRecursiveFieldByFieldElementComparatorIgnoringFields("at").containsExactly(
                new RoleOrigin("auditor", Source.MANUAL, "ann", null, null, null, false),
                new RoleOrigin("seller", Source.GROUP, id("sales"), "Sales", mapping, null, false),
                new RoleOrigin("viewer", Source.DIRECTORY, id("lee"), null, null, null, false));
        assertThat(access().roles().getFirst().at()).isNotNull();
    }

    @Test
    void saysWhatRestsAndSinceWhen() {
        sees(1, "lee", "lee@example.com", true);
        grants.grant(theOnlyUser().id(), "auditor", "ann");
        edits.protect(theOnlyUser().id(), "ann");
        sees(2, "lee", "lee@example.com", false);
        Instant later = Instant.now();
        observations.users(organization,
                List.of(new Observation(new ScalekitUser(id("next"), organization, true, "lee@example.com", null, null,
                        null, null, List.of(), List.of()), "dir_1", new Version(later, "evt_later"))),
                Cause.syncRun(3));

        assertThat(access().roles()).singleElement().returns("auditor", RoleOrigin::role).returns(true,
                RoleOrigin::isResting);
        assertThat(access().isProtected()).isTrue();
        assertThat(access().isProtectionResting()).isTrue();
        assertThat(access().identities()).filteredOn(identity -> identity.strangerSince() != null).singleElement()
                .returns(id("next"), Identity::id)
                .returns(later.truncatedTo(ChronoUnit.MICROS), Identity::strangerSince);
    }

    @Test
    void leavesOutARoleWhoseMappingHasTheLowerPriority() {
        sees(1, "lee", "lee@example.com", true);
        jdbc.sql("""
                insert into role_mapping (organization_id, match, value, role, priority)
                values (:organization, 'NAME', 'Sales', 'low', 1), (:organization, 'NAME', 'Sales', 'high', 2)""")
                .param("organization", organization).update();

        assertThat(access().roles()).extracting(RoleOrigin::role).containsExactly("high", "viewer");
    }
}
