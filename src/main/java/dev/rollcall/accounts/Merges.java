package dev.rollcall.accounts;

import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.ManualChanges;
import dev.rollcall.journal.Recording;
import dev.rollcall.journal.User;
import dev.rollcall.journal.Users;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/// Joins accounts of which a person says that they are one person's, under the name of whoever says so.
@Service
public class Merges {

    private final Users users;
    private final ManualChanges changes;
    private final Rosters rosters;
    private final Relinking relinking;
    private final JdbcClient jdbc;

    Merges(Users users, ManualChanges changes, Rosters rosters, Relinking relinking, JdbcClient jdbc) {
        this.users = users;
        this.changes = changes;
        this.rosters = rosters;
        this.relinking = relinking;
        this.jdbc = jdbc;
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

    private void merge(UUID id, UUID into, String actor, Recording recording) {
        jdbc.sql("""
                insert into person_merge (directory_user_id, into_directory_user_id, merged_by, merged_at)
                values (:account, :into, :actor, :now)
                on conflict do nothing""").param("account", changes.recipient(id).directoryUserId())
                .param("into", changes.recipient(into).directoryUserId()).param("actor", actor)
                .param("now", utc(recording.now())).update();
        Roster roster = rosters.of(List.of(id));
        relinking.relink(roster.account(id), roster, into, recording);
    }
}
