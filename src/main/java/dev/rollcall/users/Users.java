package dev.rollcall.users;

import dev.rollcall.users.AccountChange.FieldChange;
import dev.rollcall.users.History.Recording;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// The accounts from the outside: what the application and the admins read, and what the admins change by hand.
@Service
public class Users {

    private final UserReader reader;
    private final History history;
    private final ManualChanges changes;
    private final AccountStatus accountStatus;
    private final Erasure erasure;
    private final JdbcClient jdbc;

    Users(UserReader reader, History history, ManualChanges changes, AccountStatus accountStatus, Erasure erasure,
            JdbcClient jdbc) {
        this.reader = reader;
        this.history = history;
        this.changes = changes;
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

    /// @param filter which users
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first
    public List<User> list(UserFilter filter, @Nullable UUID before, int limit) {
        return reader.list(filter, before, limit);
    }

    /// @param id an account's id, or the id that it had before it was merged into another
    /// @return the user; empty if there is none
    public Optional<User> find(UUID id) {
        return successor(id).flatMap(successor -> reader.find(List.of(successor)).stream().findFirst());
    }

    /// @param id an account's id, or the id that it had before it was merged into another
    /// @param before only entries with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return what changed on the account, newest first; empty if there is no such account
    public Optional<List<AccountChange>> history(UUID id, @Nullable Long before, int limit) {
        return successor(id).map(successor -> history.list(successor, before, limit));
    }

    /// @param organizationId only groups of this organization; null for all
    /// @param after only groups with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the live groups by id, with the number of live users in them
    public List<GroupSummary> groups(@Nullable String organizationId, @Nullable String after, int limit) {
        return jdbc
                .sql("""
                        with page as (
                            select id, organization_id, directory_id, display_name
                              from directory_group
                             where not deleted
                               and (cast(:organizationId as text) is null or organization_id = :organizationId)
                               and id > :after
                             order by id
                             limit :limit)
                        select page.*, (select count(distinct account_id) from live_directory_user where group_ids @> array[page.id])
                                   as member_count
                          from page
                         order by id""")
                .param("organizationId", organizationId).param("after", after == null ? "" : after)
                .param("limit", limit)
                .query((row, number) -> new GroupSummary(row.getString("id"), row.getString("organization_id"),
                        row.getString("directory_id"), row.getString("display_name"), row.getLong("member_count")))
                .list();
    }

    /// Grants a role by hand. Granting it again changes nothing.
    ///
    /// @param id the account
    /// @param role the role's name, 1 to 255 characters
    /// @param actor who grants it
    /// @return the user with the role; empty if there is no such account
    @Transactional
    public Optional<User> grant(UUID id, String role, String actor) {
        return change(id, actor, (account, recording) -> jdbc.sql("""
                insert into role_grant (account_id, role, granted_by, granted_at) values (?, ?, ?, ?)
                on conflict do nothing""").params(account, role, actor, recording.now().atOffset(ZoneOffset.UTC))
                .update());
    }

    /// Takes back a role that was granted by hand. Roles from other sources stay; taking it back again changes nothing.
    ///
    /// @param id the account
    /// @param role the role's name
    /// @param actor who takes it back
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> revoke(UUID id, String role, String actor) {
        return change(id, actor, (account, recording) -> jdbc
                .sql("delete from role_grant where account_id = ? and role = ?").params(account, role).update());
    }

    /// Protects an account, such as a break-glass administrator's: what directories say does not deactivate it any more.
    /// Protecting it again changes nothing.
    ///
    /// @param id the account
    /// @param actor who protects it
    /// @return the user; empty if there is no such account
    @Transactional
    public Optional<User> protect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> setProtected(account, true, recording));
    }

    /// Ends an account's protection. If none of its directory users is live, it is deactivated now. Doing it again changes
    /// nothing.
    ///
    /// @param id the account
    /// @param actor who ends it
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> unprotect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> setProtected(account, false, recording));
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
        return change(id, actor, (account, recording) -> {
            User user = reader.find(List.of(account)).getFirst();
            if (user.status() == User.Status.ACTIVE) {
                throw new ActiveUserException(account);
            }
            erasure.erase(account, user.organizationId(), recording);
        });
    }

    private void setProtected(UUID account, boolean value, Recording recording) {
        int changed = jdbc.sql("update app_user set protected = :value where id = :id and protected <> :value")
                .param("value", value).param("id", account).update();
        if (changed == 1) {
            recording.note(account, value ? "user.protected" : "user.unprotected",
                    new FieldChange("protected", !value, value));
            if (!value) {
                accountStatus.settle(recording);
            }
        }
    }

    private Optional<User> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        // An organization never changes, but an account may be merged while we wait for the lock.
        Optional<String> organization = jdbc.sql("select organization_id from app_user where id = ?").param(id)
                .query(String.class).optional();
        if (organization.isEmpty()) {
            return Optional.empty();
        }
        Recording recording = changes.begin(List.of(organization.get()), actor);
        UUID account = successor(id).orElseThrow();
        recording.watch(List.of(account));
        change.accept(account, recording);
        recording.close();
        return find(account);
    }

    private Optional<UUID> successor(UUID id) {
        return jdbc.sql("select coalesce(merged_into, id) from app_user where id = ?").param(id).query(UUID.class)
                .optional();
    }
}
