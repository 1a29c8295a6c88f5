package dev.rollcall.users;

import dev.rollcall.scalekit.NormalForm;
import dev.rollcall.users.AccountChange.FieldChange;
import dev.rollcall.users.History.Recording;
import dev.rollcall.users.User.Status;
import dev.rollcall.users.Users.ActiveUserException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a person can change on an account. Its organization is locked, and a recording watches it.
@Component
class AccountEdits {

    private final SeenUsers seenUsers;
    private final Rosters rosters;
    private final AccountStatus accountStatus;
    private final Erasure erasure;
    private final JdbcClient jdbc;

    AccountEdits(SeenUsers seenUsers, Rosters rosters, AccountStatus accountStatus, Erasure erasure, JdbcClient jdbc) {
        this.seenUsers = seenUsers;
        this.rosters = rosters;
        this.accountStatus = accountStatus;
        this.erasure = erasure;
        this.jdbc = jdbc;
    }

    /// See [Users#grant].
    void grant(UUID account, String role, String actor, Instant now) {
        jdbc.sql(
                """
                        insert into role_grant (account_id, role, granted_by, granted_at, directory_user_id, known)
                        select :account, :role, :actor, :now, :first,
                               (select max(stranger_since) from directory_user where account_id = :account)
                         where not exists (select from role_grant
                                            where account_id = :account and role = :role and not rests(account_id, known, directory_user_id))
                        on conflict (account_id, role, directory_user_id) do update
                           set granted_by = excluded.granted_by, granted_at = excluded.granted_at, known = excluded.known""")
                .param("account", account).param("role", role).param("actor", actor)
                .param("now", now.atOffset(ZoneOffset.UTC)).param("first", first(account)).update();
    }

    /// The directory user that whatever is given to an account stays with.
    private String first(UUID account) {
        return rosters.of(List.of(account)).users().stream()
                .min(Comparator.comparing(MirroredUser::firstSeen).thenComparing(MirroredUser::id))
                .map(MirroredUser::id).orElse("");
    }

    /// See [Users#revoke].
    void revoke(UUID account, String role) {
        // One that was granted before there was a normal form is called as it was.
        jdbc.sql("delete from role_grant where account_id = ? and role in (?, ?)")
                .params(account, role, NormalForm.text(role)).update();
    }

    /// See [Users#protect] and [Users#unprotect].
    void protect(UUID account, boolean value, Recording recording) {
        int changed = jdbc.sql("""
                update app_user set protected = :value
                 where id = :id and (protected <> :value or :value and rests(id, protection_known))""")
                .param("value", value).param("id", account).update();
        if (changed == 1) {
            Collection<MirroredUser> members = rosters.of(List.of(account)).users();
            jdbc.sql("""
                    update directory_user
                       set protected_from = :from,
                           protection_known = case when :value then
                               (select max(stranger_since) from directory_user where account_id = :account) end
                     where account_id = :account and (not :value or id = :first)""").param("value", value)
                    .param("from",
                            value ? members.stream().map(MirroredUser::version).max(Comparator.naturalOrder())
                                    .map(Version::text).orElse(null) : null)
                    .param("account", account).param("first", first(account)).update();
            recording.note(account, value ? "user.protected" : "user.unprotected",
                    new FieldChange("protected", !value, value));
            settle(account, null, recording);
        }
    }

    /// See [Users#merge].
    void merge(UUID account, UUID into, String actor, Recording recording) {
        jdbc.sql("""
                insert into person_merge (directory_user_id, into_directory_user_id, merged_by, merged_at)
                values (:account, :into, :actor, :now)
                on conflict do nothing""").param("account", first(account)).param("into", first(into))
                .param("actor", actor).param("now", recording.now().atOffset(ZoneOffset.UTC)).update();
        settle(account, into, recording);
    }

    /// See [Users#erase].
    void erase(UUID account, Recording recording) {
        String status = jdbc.sql("select status from app_user where id = ?").param(account).query(String.class)
                .single();
        if (Status.valueOf(status) == Status.ACTIVE) {
            throw new ActiveUserException(account);
        }
        erasure.erase(account, recording);
    }

    /// Who is active decides who has which address, too.
    private void settle(UUID account, @Nullable UUID carriesOn, Recording recording) {
        String organization = jdbc.sql("select organization_id from app_user where id = ?").param(account)
                .query(String.class).single();
        seenUsers.relink(organization, jdbc.sql("select id from directory_user where account_id = ?").param(account)
                .query((row, number) -> row.getString(1)).list(), carriesOn, recording);
        accountStatus.settle(recording);
    }
}
