package dev.rollcall.users;

import dev.rollcall.scalekit.NormalForm;
import dev.rollcall.users.History.Recording;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/// The accounts from the outside: what the application and the admins read, and what the admins change by hand.
@Service
public class Users {

    private final UserReader reader;
    private final HistoryTable history;
    private final ManualChanges changes;
    private final AccountEdits edits;
    private final JdbcClient jdbc;

    Users(UserReader reader, HistoryTable history, ManualChanges changes, AccountEdits edits, JdbcClient jdbc) {
        this.reader = reader;
        this.history = history;
        this.changes = changes;
        this.edits = edits;
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
        return changes.successor(id).flatMap(successor -> reader.find(List.of(successor)).stream().findFirst());
    }

    /// @param id an account's id, or the id that it had before it was merged into another
    /// @param before only entries with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return what changed on the account, newest first; empty if there is no such account
    public Optional<List<AccountChange>> history(UUID id, @Nullable Long before, int limit) {
        return changes.successor(id).map(successor -> history.list(successor, before, limit));
    }

    /// @param organizationId only groups of this organization; null for all
    /// @param after only groups with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the live groups by id, with the number of live users in them
    public List<GroupSummary> groups(@Nullable String organizationId, @Nullable String after, int limit) {
        // A condition that may hold for all would make the plan, which is the same for all values, look at every group.
        String ofOne = organizationId == null ? "" : "and organization_id = :organizationId";
        return jdbc
                .sql("""
                        with page as (
                            select id, organization_id, directory_id, display_name
                              from directory_group
                             where not deleted and id > :after %s
                             order by id
                             limit :limit)
                        select page.*, (select count(distinct account_id) from live_directory_user where group_ids @> array[page.id])
                                   as member_count
                          from page
                         order by id"""
                        .formatted(ofOne))
                .param("organizationId", organizationId).param("after", after == null ? "" : after)
                .param("limit", limit)
                .query((row, number) -> new GroupSummary(row.getString("id"), row.getString("organization_id"),
                        row.getString("directory_id"), row.getString("display_name"), row.getLong("member_count")))
                .list();
    }

    /// Grants a role by hand. Granting it again changes nothing, unless it rests.
    ///
    /// @param id the account
    /// @param role the role's name, 1 to 255 characters
    /// @param actor who grants it
    /// @return the user with the role; empty if there is no such account
    @Transactional
    public Optional<User> grant(UUID id, String role, String actor) {
        return change(id, actor,
                (account, recording) -> edits.grant(account, NormalForm.text(role), actor, recording.now()));
    }

    /// Takes back a role that was granted by hand. Roles from other sources stay; taking it back again changes nothing.
    ///
    /// @param id the account
    /// @param role the role's name
    /// @param actor who takes it back
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> revoke(UUID id, String role, String actor) {
        return change(id, actor, (account, recording) -> edits.revoke(account, role));
    }

    /// Protects an account, such as a break-glass administrator's: what directories say does not deactivate it any more.
    /// Protecting it again changes nothing, unless the protection rests.
    ///
    /// @param id the account
    /// @param actor who protects it
    /// @return the user; empty if there is no such account
    @Transactional
    public Optional<User> protect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> edits.protect(account, true, recording));
    }

    /// Ends an account's protection. If none of its directory users is live, it is deactivated now. Doing it again changes
    /// nothing.
    ///
    /// @param id the account
    /// @param actor who ends it
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> unprotect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> edits.protect(account, false, recording));
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
            edits.merge(account, pair.into, actor, recording);
        }).flatMap(merged -> find(pair.into)));
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
        return find(id).map(user -> {
            User other = find(into).orElseThrow(() -> new UnmergeableException("There is no user %s.".formatted(into)));
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
        return change(id, actor, edits::erase);
    }

    private Optional<User> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        return changes.change(id, actor, change).flatMap(this::find);
    }
}
