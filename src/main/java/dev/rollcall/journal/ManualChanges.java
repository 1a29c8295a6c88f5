package dev.rollcall.journal;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Makes the changes of accounts that a person decides: each under the lock of its organization, and recorded under the
/// person's name.
@Component
public class ManualChanges {

    /// The directory users whose first version is the oldest. Versions are put in order as `event_order` in the database says;
    /// fractions of a second are filled up with zeros first, of which an earlier release wrote no more than it needed.
    private static final String FIRST_SEEN = """
            with seen as (
                select account_id, id, stranger_since,
                       coalesce(first_seen, to_char(observed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
                                            || lpad(cast(observed_nanos as text), 3, '0') || 'Z ' || observed_event) as version
                  from directory_user where account_id = any (?))
            select account_id, id, known
              from (select account_id, id, max(stranger_since) over (partition by account_id) as known,
                           rank() over (partition by account_id
                                        order by rpad(replace(rtrim(split_part(version, ' ', 1), 'Z'), '.', ''), 28, '0') collate "C",
                                                 event_order(event), event collate "C") as place
                      from seen cross join lateral (select substr(version, position(' ' in version) + 1) as event) as said) as placed
             where place = 1""";

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

    /// Whom something is given to that a person gives to an account.
    ///
    /// @param directoryUserId the directory user that it stays with if people turn out not to be one; empty: with the account
    /// @param known since when the newest stranger has been in the account: up to this one nobody is a stranger to what is
    /// given; null if nobody is one
    public record Recipient(String directoryUserId, @Nullable Instant known) {
    }

    /// Locks the account's organization, has the change made and records it, all in the caller's transaction.
    ///
    /// @param id the account's id, or the id that it had before it was merged into another
    /// @param actor who makes the change
    /// @param change makes it
    /// @return the account that was changed; empty if there is none
    public Optional<UUID> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        // An account may be merged while we wait for the lock.
        Optional<String> organization = jdbc.sql("select organization_id from app_user where id = ?").param(id)
                .query(String.class).optional();
        return organization.map(known -> change(known, actor, () -> List.of(reader.successor(id).orElseThrow()),
                recording -> change.accept(recording.watched().iterator().next(), recording)).getFirst());
    }

    /// Locks an organization, has accounts of it changed and records it, all in the caller's transaction.
    ///
    /// @param organization the organization
    /// @param actor who makes the change
    /// @param accounts finds the accounts, now that nobody else changes them
    /// @param change makes the change; the recording watches the accounts
    /// @return the accounts that were found
    public List<UUID> change(String organization, String actor, Supplier<List<UUID>> accounts,
            Consumer<Recording> change) {
        locks.lock(List.of(organization));
        List<UUID> found = accounts.get();
        requireNobodyElseAt(found, organization);
        journal.record(new Occasion(Cause.actor(actor), clock.instant()), recording -> {
            recording.watch(found);
            change.accept(recording);
        });
        return found;
    }

    /// Whom only leavers' statements have placed may be placed in another organization meanwhile, under that one's lock.
    /// Directory users before accounts, as observations do.
    private void requireNobodyElseAt(List<UUID> accounts, String organization) {
        lockUnplaced(accounts);
        long same = jdbc.sql("""
                select count(*) from app_user
                 where id = any (:accounts) and organization_id = :organization and merged_into is null""")
                .param("accounts", accounts.toArray(UUID[]::new)).param("organization", organization).query(Long.class)
                .single();
        if (same < accounts.size()) {
            throw new CannotAcquireLockException("The organization of an account is another one since a moment ago.");
        }
    }

    /// Finds whom something is given to that a person gives to an account. Its organization has to be locked.
    ///
    /// @param account the account
    /// @return the one of its directory users that was first seen first
    public Recipient recipient(UUID account) {
        return Objects.requireNonNull(recipients(List.of(account)).get(account));
    }

    /// Finds whom something is given to that a person gives to accounts. Their organization has to be locked.
    ///
    /// @param accounts the accounts
    /// @return for each of them the one of its directory users that was first seen first
    public Map<UUID, Recipient> recipients(Collection<UUID> accounts) {
        lockUnplaced(accounts);
        Map<UUID, Recipient> first = new HashMap<>();
        jdbc.sql(FIRST_SEEN).param(accounts.toArray(UUID[]::new)).query(row -> {
            OffsetDateTime known = row.getObject("known", OffsetDateTime.class);
            // Those of one page are of one version. Their ids are put in order here: PostgreSQL has an order of its
            // own.
            first.merge(row.getObject("account_id", UUID.class),
                    new Recipient(row.getString("id"), known == null ? null : known.toInstant()),
                    BinaryOperator.minBy(Comparator.comparing(Recipient::directoryUserId)));
        });
        accounts.forEach(account -> first.putIfAbsent(account, new Recipient("", null)));
        return first;
    }

    private void lockUnplaced(Collection<UUID> accounts) {
        jdbc.sql("select id from directory_user where account_id = any (?) and not placed order by id for update")
                .param(accounts.toArray(UUID[]::new)).query().listOfRows();
    }
}
