package dev.rollcall.journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// An organization is changed by one transaction at a time, on whichever node: who joins whom depends on all of its users.
/// Organizations do not wait for each other.
@Component
public class OrganizationLocks {

    /// Under this lock everything is found by key. A plan is made once for each connection, perhaps while tables are still
    /// small: one that reads a whole table would be kept until PostgreSQL has looked at the grown one. Whoever looks for the
    /// members of a group reads all that is not sorted into their index yet, by default up to 4 MB.
    private static final String BY_KEY = """
            select set_config(name, value, true)
              from (values ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'),
                           ('gin_pending_list_limit', '256kB')) as settings (name, value)""";

    private final JdbcClient jdbc;

    OrganizationLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Waits for the organizations and keeps them locked until the caller's transaction ends. They are locked in the order of
    /// their keys, so two transactions cannot wait for each other; nothing else may be locked before. Those that the
    /// transaction has locked are not asked for again.
    ///
    /// @param organizationIds the organizations
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(Collection<String> organizationIds) {
        Locked locked = locked();
        if (locked.ids.containsAll(organizationIds)) {
            return;
        }
        jdbc.sql("""
                select cast(limit_transaction() as text)
                 union all
                select cast(pg_advisory_xact_lock(key) as text)
                  from (select distinct hashtextextended(id, 0) as key from unnest(:ids) as id order by key) as keys
                 union all
                %s""".formatted(BY_KEY)).param("ids", organizationIds.toArray(String[]::new)).query().listOfRows();
        locked.ids.addAll(organizationIds);
    }

    /// Locks the organizations that can be had at once, until the caller's transaction ends. Whoever has locked some already,
    /// as the inbox has those whose events it has claimed, must not wait for more.
    ///
    /// @param organizationIds the organizations
    /// @return those of them that are locked now
    @Transactional(propagation = Propagation.MANDATORY)
    public Set<String> lockNow(Collection<String> organizationIds) {
        Locked locked = locked();
        locked.ids.addAll(jdbc.sql("""
                select id from unnest(:ids) as id where pg_try_advisory_xact_lock(hashtextextended(id, 0))
                 union all
                select null from limit_transaction()
                 union all
                select nullif(value, value) from (%s) as setting (value)""".formatted(BY_KEY))
                .param("ids", organizationIds.toArray(String[]::new)).query((row, number) -> row.getString(1)).list()
                .stream().filter(Objects::nonNull).toList());
        return organizationIds.stream().filter(locked.ids::contains).collect(Collectors.toSet());
    }

    /// What a transaction has locked.
    private static final class Locked implements TransactionSynchronization {

        private final Set<String> ids = new HashSet<>();
    }

    private static Locked locked() {
        return TransactionSynchronizationManager.getSynchronizations().stream().filter(Locked.class::isInstance)
                .map(Locked.class::cast).findFirst().orElseGet(() -> {
                    Locked none = new Locked();
                    TransactionSynchronizationManager.registerSynchronization(none);
                    return none;
                });
    }

    /// Has everything found by key until the caller's transaction ends, as under a lock.
    @Transactional(propagation = Propagation.MANDATORY)
    public void findByKey() {
        jdbc.sql(BY_KEY).query().listOfRows();
    }

    /// {@return the keys of the organizations that are being changed at this moment, in order}
    ///
    /// @param organizationId the only one that is asked for; null for all of them
    public List<Long> keysInUse(@Nullable String organizationId) {
        return jdbc.sql("""
                select key
                  from (select (cast(classid as bigint) << 32) | cast(objid as bigint) as key
                          from pg_locks
                         where locktype = 'advisory' and objsubid = 1 and granted and pid <> pg_backend_pid()
                           and database = (select oid from pg_database where datname = current_database())) as used
                 where key = hashtextextended(:organization, 0) or cast(:organization as text) is null
                 order by key""").param("organization", organizationId).query((row, number) -> row.getLong(1)).list();
    }

    /// Waits for whoever has a key, and for no longer than so many milliseconds.
    @Transactional(propagation = Propagation.MANDATORY)
    public void await(long key, long millis) {
        jdbc.sql("select set_config('lock_timeout', :millis || 'ms', true), cast(pg_advisory_xact_lock(:key) as text)")
                .param("millis", millis).param("key", key).query().listOfRows();
    }
}
