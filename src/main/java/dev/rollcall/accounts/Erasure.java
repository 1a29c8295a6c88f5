package dev.rollcall.accounts;

import static dev.rollcall.Columns.utc;

import dev.rollcall.NormalForm;
import dev.rollcall.inbox.PayloadErasure;
import dev.rollcall.journal.Recording;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes everything about a person out of the database but ids, instants and that there was somebody. What remains of each
/// directory user is a tombstone: nothing older can bring anything back, and nothing newer either unless it says that the
/// person is back.
@Component
class Erasure {

    private final PayloadErasure payloads;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher publisher;

    Erasure(PayloadErasure payloads, JdbcClient jdbc, ApplicationEventPublisher publisher) {
        this.payloads = payloads;
        this.jdbc = jdbc;
        this.publisher = publisher;
    }

    /// @param account the account, whose organization is locked
    /// @param recording watches the account
    void erase(Account account, Recording recording) {
        UUID[] accounts = jdbc.sql("select id from app_user where id = :id or merged_into = :id")
                .param("id", account.id()).query((row, number) -> row.getObject(1, UUID.class)).list()
                .toArray(UUID[]::new);
        List<String> directoryUsers = jdbc.sql("select id from directory_user where account_id = any (:accounts)")
                .param("accounts", accounts).query((row, number) -> row.getString(1)).list();
        String[] ids = directoryUsers.toArray(String[]::new);
        Set<String> addresses = addresses(accounts, ids);
        jdbc.sql(
                """
                        update app_user
                           set email = null, name = null, given_name = null, family_name = null, email_key = null, search = '', revision = revision + 1,
                               wanted_email = null, attributes = '{}'
                         where id = any (:accounts)""")
                .param("accounts", accounts).update();
        jdbc.sql("delete from role_grant where account_id = any (:accounts)").param("accounts", accounts).update();
        // Locked in the order of ids: so does whoever gives positions.
        jdbc.sql(
                """
                        update account_change set changes = '[]', snapshot = null
                         where id in (select id from account_change where account_id = any (:accounts) order by id for update)""")
                .param("accounts", accounts).update();
        // What told that they are one person is gone, too.
        jdbc.sql("""
                insert into person_merge (directory_user_id, into_directory_user_id, merged_by, merged_at)
                select id, min(id) over (), 'erasure', :now from directory_user where id = any (:ids)
                on conflict do nothing""").param("ids", ids).param("now", utc(recording.now())).update();
        jdbc.sql("""
                delete from crowd c using directory_user_address a
                 where a.directory_user_id = any (:ids) and c.organization_id = a.organization_id
                   and c.value in (a.address, a.dp_id)""").param("ids", ids).update();
        jdbc.sql("delete from directory_user_address where directory_user_id = any (:ids)").param("ids", ids).update();
        jdbc.sql(
                """
                        update directory_user
                           set active = false, email = null, name = null, given_name = null, family_name = null, roles = '{}',
                               group_ids = '{}', former_group_ids = '{}', dp_id = null, attributes = null, attributes_said = null, username = null,
                               username_said = null, returned = null, protected_from = null, protection_known = null, observed_nanos = 0,
                               observed_at = greatest(observed_at, :now), observed_event = 'erasure', older_fields = '{}', erased_at = greatest(observed_at, :now)
                         where id = any (:ids)""")
                .param("ids", ids).param("now", utc(recording.now())).update();
        payloads.erase(directoryUsers);
        publisher
                .publishEvent(new PersonErased(account.organizationId(), List.of(accounts), addresses, directoryUsers));
        // What it was before must not be written down.
        recording.watchAgain(account.id());
        recording.note(account.id(), "user.erased");
    }

    private Set<String> addresses(UUID[] accounts, String[] ids) {
        return jdbc
                .sql("""
                        select email from app_user where id = any (:accounts) and email is not null
                         union
                        select address from directory_user_address where directory_user_id = any (:ids) and address is not null""")
                .param("accounts", accounts).param("ids", ids).query((row, number) -> row.getString(1)).list().stream()
                .map(NormalForm::address).filter(address -> !address.isEmpty()).collect(Collectors.toSet());
    }
}
