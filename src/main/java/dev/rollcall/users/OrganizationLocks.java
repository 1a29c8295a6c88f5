package dev.rollcall.users;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// An organization is changed by one transaction at a time, on whichever node: who joins whom depends on all of its users.
/// Organizations do not wait for each other.
@Component
class OrganizationLocks {

    /// Under this lock everything is found by key. A plan is made once for each connection, perhaps while tables are still
    /// small: one that reads a whole table would be kept until PostgreSQL has looked at the grown one.
    private static final String BY_KEY = """
            select set_config(name, 'off', true)
              from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) as name""";

    /// Shared by everybody who changes an organization, so that one key stands for all of them, those that are not known
    /// yet too.
    private static final String ALL = "hashtext('rollcall.organizations'), 0";

    private final JdbcClient jdbc;

    OrganizationLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Waits for the organizations and holds them until the caller's transaction ends. They are locked in the order of
    /// their keys, after the one that stands for all, so two transactions cannot wait for each other; nothing else may be
    /// locked before.
    ///
    /// @param organizationIds the organizations
    @Transactional(propagation = Propagation.MANDATORY)
    void lock(Collection<String> organizationIds) {
        jdbc.sql("""
                select cast(limit_transaction() as text)
                 union all
                select cast(pg_advisory_xact_lock_shared(%s) as text)
                 union all
                select cast(pg_advisory_xact_lock(key) as text)
                  from (select distinct hashtextextended(id, 0) as key from unnest(:ids) as id order by key) as keys
                 union all
                %s""".formatted(ALL, BY_KEY)).param("ids", organizationIds.toArray(String[]::new)).query().listOfRows();
    }

    /// Takes the organizations that can be had at once, and holds them until the caller's transaction ends. Whoever holds some
    /// already, as the inbox holds what it has claimed, must not wait for more.
    ///
    /// @param organizationIds the organizations
    /// @return those of them that are held now
    @Transactional(propagation = Propagation.MANDATORY)
    Set<String> lockNow(Collection<String> organizationIds) {
        return jdbc.sql("""
                select id from unnest(:ids) as id
                 where pg_try_advisory_xact_lock_shared(%s) and pg_try_advisory_xact_lock(hashtextextended(id, 0))
                 union all
                select nullif(value, value) from (%s) as setting (value)""".formatted(ALL, BY_KEY))
                .param("ids", organizationIds.toArray(String[]::new)).query((row, number) -> row.getString(1)).list()
                .stream().filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /// Waits until no organization is being changed, and keeps all of them from it until the caller's transaction ends: only
    /// for what is soon done. No organization may be locked before.
    @Transactional(propagation = Propagation.MANDATORY)
    void lockAll() {
        jdbc.sql("""
                select cast(limit_transaction() as text)
                 union all
                select cast(pg_advisory_xact_lock(%s) as text)
                 union all
                %s""".formatted(ALL, BY_KEY)).query().listOfRows();
    }
}
