package dev.rollcall.journal;

import dev.rollcall.journal.Journal.Occasion;
import dev.rollcall.journal.Journal.Recording;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes the changes of accounts that a person decides: each under the lock of its organization, and recorded under the
/// person's name.
@Component
public class ManualChanges {

    private final OrganizationLocks locks;
    private final Journal journal;
    private final UserReader reader;
    private final JdbcClient jdbc;
    private final Clock clock;

    ManualChanges(OrganizationLocks locks, Journal journal, UserReader reader, JdbcClient jdbc, Clock clock) {
        this.locks = locks;
        this.journal = journal;
        this.reader = reader;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Changes an account.
    ///
    /// @param id the account's id, or the id that it had before it was merged into another
    /// @param actor who makes the change
    /// @param change makes it
    /// @return the account that was changed; empty if there is none
    public Optional<UUID> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        // An account may be merged while we wait for the lock.
        Optional<String> organization = jdbc.sql("select organization_id from app_user where id = ?").param(id)
                .query(String.class).optional();
        return organization.map(known -> {
            locks.lock(List.of(known));
            UUID account = reader.successor(id).orElseThrow();
            requireNobodyElseAt(account, known);
            journal.record(new Occasion(Cause.actor(actor), clock.instant()), recording -> {
                recording.watch(List.of(account));
                change.accept(account, recording);
            });
            return account;
        });
    }

    /// Whom only leavers' statements have placed may be placed in another organization meanwhile, under that one's lock.
    /// Directory users before accounts, as observations do.
    private void requireNobodyElseAt(UUID account, String organization) {
        jdbc.sql("select id from directory_user where account_id = ? and not placed order by id for update")
                .param(account).query().listOfRows();
        boolean same = jdbc.sql(
                "select exists (select from app_user where id = ? and organization_id = ? and merged_into is null)")
                .params(account, organization).query(Boolean.class).single();
        if (!same) {
            throw new CannotAcquireLockException("The organization of the account is another one since a moment ago.");
        }
    }
}
