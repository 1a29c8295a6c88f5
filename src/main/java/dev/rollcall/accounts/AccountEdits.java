package dev.rollcall.accounts;

import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.Recording;
import dev.rollcall.journal.ManualChanges;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.Users;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/// What a person can change on an account by hand, each time under the person's name. Roles are granted in `roles`.
@Service
public class AccountEdits {

    private final Users users;
    private final ManualChanges changes;
    private final Relinking relinking;
    private final Rosters rosters;
    private final AccountStatus accountStatus;
    private final Erasure erasure;
    private final JdbcClient jdbc;

    AccountEdits(Users users, ManualChanges changes, Relinking relinking, Rosters rosters, AccountStatus accountStatus,
            Erasure erasure, JdbcClient jdbc) {
        this.users = users;
        this.changes = changes;
        this.relinking = relinking;
        this.rosters = rosters;
        this.accountStatus = accountStatus;
        this.erasure = erasure;
        this.jdbc = jdbc;
    }

    /// The personal data of a user cannot be erased while the user is active.
    public static final class ActiveUserException extends RuntimeException {

        ActiveUserException(UUID id) {
            super("The user %s is active. End the protection if there is one, deactivate the user in the directory, then erase."
                    .formatted(id));
        }
    }

    /// Protects an account, such as a break-glass administrator's: what directories say does not deactivate it any more.
    /// Protecting it again changes nothing, unless the protection rests.
    ///
    /// @param id the account
    /// @param actor who protects it
    /// @return the user; empty if there is no such account
    @Transactional
    public Optional<User> protect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> protect(account, true, recording));
    }

    /// Ends an account's protection. If none of its directory users is live, it is deactivated now. Doing it again changes
    /// nothing.
    ///
    /// @param id the account
    /// @param actor who ends it
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> unprotect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> protect(account, false, recording));
    }

    /// Joins two accounts of one person, for good: whatever directories say later, their directory users are one person.
    ///
    /// @param id the account that becomes part of the other one
    /// @param into the account that carries on, with the roles granted by hand of both
    /// @param actor who joins them
    /// @return the user that carries on; empty if there is no account `id`
    /// @throws UnmergeableException if there is no account `into`, or the two are one, or of different organizations
    @Transactional
    public Optional<User> merge(UUID id, UUID into, String actor) {
        return mergeable(id, into).flatMap(pair -> changes.change(pair.id, actor, (account, recording) -> {
            recording.watch(List.of(pair.into));
            merge(account, pair.into, actor, recording);
        }).flatMap(merged -> users.find(pair.into)));
    }

    /// Says what would become of joining two accounts, by doing it in a transaction that is rolled back.
    ///
    /// @param id the account that would become part of the other one
    /// @param into the account that would carry on
    /// @param actor who asks
    /// @return the user that would carry on; empty if there is no account `id`
    /// @throws UnmergeableException as [#merge] does
    @Transactional
    public Optional<User> previewMerge(UUID id, UUID into, String actor) {
        Optional<User> merged = merge(id, into, actor);
        TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        return merged;
    }

    /// Two accounts cannot be joined. The message says why.
    public static final class UnmergeableException extends RuntimeException {

        UnmergeableException(String message) {
            super(message);
        }
    }

    private record Pair(UUID id, UUID into) {
    }

    private Optional<Pair> mergeable(UUID id, UUID into) {
        return users.find(id).map(user -> {
            User other = users.find(into)
                    .orElseThrow(() -> new UnmergeableException("There is no user %s.".formatted(into)));
            if (user.id().equals(other.id())) {
                throw new UnmergeableException("The two are one user.");
            }
            if (!user.organizationId().equals(other.organizationId())) {
                throw new UnmergeableException("The two are users of different organizations.");
            }
            return new Pair(user.id(), other.id());
        });
    }

    /// Erases the personal data of a deactivated user, everywhere, with the roles granted by hand. The ids stay, so that
    /// nothing that arrives late brings any of it back; if the directory says later that the person is back, the person gets
    /// the same account.
    ///
    /// @param id the account
    /// @param actor who erases it
    /// @return what is left of the user; empty if there is no such account
    /// @throws ActiveUserException if the user is active
    @Transactional
    public Optional<User> erase(UUID id, String actor) {
        return change(id, actor, this::erase);
    }

    private Optional<User> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        return changes.change(id, actor, change).flatMap(users::find);
    }

    /// The directory user that whatever is given to an account stays with.
    private String first(UUID account) {
        return changes.recipient(account).directoryUserId();
    }

    private void protect(UUID account, boolean value, Recording recording) {
        int changed = jdbc.sql("""
                update app_user set protected = :value
                 where id = :id and (protected <> :value or :value and rests(id, protection_known))""")
                .param("value", value).param("id", account).update();
        if (changed == 1) {
            Collection<DirectoryUser> members = rosters.of(List.of(account)).users();
            jdbc.sql("""
                    update directory_user
                       set protected_from = :from,
                           protection_known = case when :value then
                               (select max(stranger_since) from directory_user where account_id = :account) end
                     where account_id = :account and (not :value or id = :first)""").param("value", value)
                    .param("from",
                            value ? members.stream().map(DirectoryUser::version).max(Comparator.naturalOrder())
                                    .map(Version::text).orElse(null) : null)
                    .param("account", account).param("first", first(account)).update();
            recording.note(account, value ? "user.protected" : "user.unprotected",
                    new FieldChange("protected", !value, value));
            settle(account, null, recording);
        }
    }

    private void merge(UUID account, UUID into, String actor, Recording recording) {
        jdbc.sql("""
                insert into person_merge (directory_user_id, into_directory_user_id, merged_by, merged_at)
                values (:account, :into, :actor, :now)
                on conflict do nothing""").param("account", first(account)).param("into", first(into))
                .param("actor", actor).param("now", utc(recording.now())).update();
        settle(account, into, recording);
    }

    private void erase(UUID account, Recording recording) {
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
        relinking.relink(organization, jdbc.sql("select id from directory_user where account_id = ?").param(account)
                .query((row, number) -> row.getString(1)).list(), carriesOn, recording);
        accountStatus.settle(recording);
    }
}
