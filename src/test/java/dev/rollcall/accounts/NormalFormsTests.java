package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.NormalForm;
import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.simulator.ScalekitEvents;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// What an earlier version wrote is brought into the form of this one.
@RollcallTest
class NormalFormsTests {

    private static final String DECOMPOSED = "Bu\u0308ro";
    private static final String COMPOSED = "B\u00fcro";

    @Autowired
    private NormalForms forms;
    @Autowired
    private EventHandler handler;
    @Autowired
    private Users users;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();

    private User theOnlyUser() {
        return users.list(new UserFilter(organization, null, null), null, 2).getFirst();
    }

    private void join() {
        byte[] payload = ScalekitEvents.userCreated("diruser_" + organization).email("Ana@" + organization + ".example")
                .named("\u00dclk\u00fc", organization)
                .groups(ScalekitEvents.group("dirgroup_" + organization, COMPOSED)).in(organization).bytes();
        transaction
                .executeWithoutResult(status -> handler.handle(List.of(new ReceivedEvent(1, payload, Instant.now()))));
    }

    @Test
    void findsAnAccountOfAnEarlierVersionByAddressAtOnceAndByNameSoon() {
        join();
        jdbc.sql("update app_user set name = 'Other', revision = revision where organization_id = ?")
                .param(organization).update();
        assertThat(jdbc.sql("select search is null from app_user where organization_id = ?").param(organization)
                .query(Boolean.class).single()).as("an earlier version wrote a name").isTrue();
        jdbc.sql("update app_user set email_key = null, search = null where organization_id = ?").param(organization)
                .update();
        UserFilter byAddress = new UserFilter(null, "ANA@" + organization + ".example", null);
        assertThat(users.list(byAddress, null, 2)).hasSize(1);
        transaction.executeWithoutResult(status -> assertThat(forms.accounts()).isPositive());
        assertThat(users.list(byAddress, null, 2)).hasSize(1);
        assertThat(users.list(UserFilter.like("\u00fcLK " + organization), null, 2)).hasSize(1);
    }

    @Test
    void bringsTheAddressesThatDecideWhoIsWho() {
        join();
        jdbc.sql("update directory_user_address set address = ?, normal = false where directory_user_id = ?")
                .params("ana@" + DECOMPOSED.toLowerCase(Locale.ROOT) + ".example", "diruser_" + organization).update();

        transaction.executeWithoutResult(status -> assertThat(forms.addresses()).isPositive());
        transaction.executeWithoutResult(status -> assertThat(forms.addresses()).isZero());

        assertThat(jdbc.sql("select address from directory_user_address where directory_user_id = ?")
                .param("diruser_" + organization).query(String.class).list())
                        .containsOnly(NormalForm.address("ana@" + COMPOSED + ".example"));
    }

    @Test
    void leavesThoseInTheirAccountWhoWereLinkedBeforeLinkingWasSwitchedOff(@Autowired Groups groups) {
        NormalForms never = new NormalForms(jdbc, groups, new AccountProperties(AccountProperties.LinkByEmail.NEVER,
                AccountProperties.OnDirectoryDisabled.KEEP, 100));
        UUID shared = UUID.randomUUID();
        for (UUID account : List.of(shared, UUID.randomUUID(), shared)) {
            jdbc.sql("""
                    insert into app_user (id, organization_id, status, created_at, updated_at, protected)
                    values (?, ?, 'ACTIVE', now(), now(), false) on conflict do nothing""")
                    .params(account, organization).update();
            jdbc.sql("""
                    insert into directory_user (id, organization_id, account_id, active, roles, group_ids, observed_at,
                                                observed_event, older_fields)
                    values (?, ?, ?, true, '{}', '{}', now(), 'evt_1', '{}')""")
                    .params("diruser_" + UUID.randomUUID(), organization, account).update();
        }

        transaction.executeWithoutResult(status -> assertThat(never.directoryUsers()).isPositive());

        assertThat(
                jdbc.sql("select account_id = ? from directory_user where organization_id = ? and linked_by = 'ALWAYS'")
                        .params(shared, organization).query(Boolean.class).list()).containsExactly(true, true);
    }

    @Test
    void givesTheMembersOfAGroupTheRoleOfTheMappingThatMeansTheSame() {
        join();
        decompose();
        jdbc.sql("""
                insert into role_mapping (organization_id, match, value, role)
                values (:organization, 'NAME', :composed, 'desk')""").param("organization", organization)
                .param("composed", COMPOSED).update();
        forms.groups();
        assertThat(theOnlyUser().roles()).extracting(Role::name).containsExactly("desk");
        assertThat(users.history(theOnlyUser().id(), null, 9).orElseThrow().getFirst())
                .returns("user.roles_changed", AccountChange::kind)
                .returns("upgrade", change -> change.cause().actor());
    }

    @Test
    void triesGroupsAgainUntilItSucceededOnce(@Autowired Groups groups, @Autowired AccountProperties properties) {
        NormalForms started = new NormalForms(jdbc, groups, properties);
        join();
        decompose();
        jdbc.sql("alter table directory_group add constraint refused check (id <> 'dirgroup_%s') not valid"
                .formatted(organization)).update();
        try {
            assertThatThrownBy(started::groupsOnce).isInstanceOf(DataAccessException.class);
        } finally {
            jdbc.sql("alter table directory_group drop constraint refused").update();
        }

        assertThat(started.groupsOnce()).isPositive();
        decompose();
        assertThat(started.groupsOnce()).isZero();
    }

    private void decompose() {
        jdbc.sql("update directory_group set display_name = ? where id = ?")
                .params(DECOMPOSED, "dirgroup_" + organization).update();
    }

    @Test
    void leavesWhoIsLinkedAsItIs() {
        join();
        jdbc.sql("update directory_user set linked_by = null, first_seen = null where organization_id = ?")
                .param(organization).update();
        transaction.executeWithoutResult(status -> assertThat(forms.directoryUsers()).isPositive());
        assertThat(jdbc.sql("select linked_by from directory_user where organization_id = ?").param(organization)
                .query(String.class).single()).isEqualTo("ALWAYS");
        join();
        assertThat(theOnlyUser().directoryUserIds()).hasSize(1);
    }
}
