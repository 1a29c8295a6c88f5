package dev.rollcall.roles;

import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.journal.Scope;
import dev.rollcall.roles.RolePreview.RoleCount;
import dev.rollcall.roles.RolePreview.UserRoles;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Compares the roles that accounts have at two moments of one transaction, by name: a role from one source less is no
/// role less.
@Component
class RoleComparison {

    /// So many accounts at a time: they are found by key, one after the other.
    private static final int CHUNK = WideChanges.MOST;

    private static final String ROLES = """
            insert into pg_temp.compared_role
            with chunk as materialized (
                select account_id from pg_temp.compared_account where place > :after and place <= :after + :chunk),
                 counting as materialized (
                select distinct account_id, role from account_role
                 where account_id = any (array(select account_id from chunk)) and not resting)
            select account_id, role, :former from counting
             union all
            select a.id, d.role, :former
              from app_user a join organization_default_role d on d.organization_id = a.organization_id
             where a.id = any (array(select account_id from chunk)) and a.status = 'ACTIVE' and d.role is not null
               and a.id not in (select account_id from counting)""";

    private static final String DIFFERENCES = """
            with difference as (
                select account_id, role, not bool_or(former) as given
                  from pg_temp.compared_role group by account_id, role having count(*) = 1)
            """;

    private final WideChanges changes;
    private final OrganizationLocks locks;
    private final JdbcClient jdbc;

    RoleComparison(WideChanges changes, OrganizationLocks locks, JdbcClient jdbc) {
        this.changes = changes;
        this.locks = locks;
        this.jdbc = jdbc;
    }

    /// Remembers the roles that accounts have now. They are kept in the database until the transaction ends, however many
    /// they are.
    ///
    /// @param scopes which accounts
    void take(Collection<Scope> scopes) {
        locks.findByKey();
        jdbc.sql("""
                create temporary table compared_account (
                    account_id uuid primary key, place bigint generated always as identity unique) on commit drop""")
                .update();
        jdbc.sql("create temporary table compared_role (account_id uuid, role text, former boolean) on commit drop")
                .update();
        scopes.forEach(scope -> changes.collect(scope, "pg_temp.compared_account"));
        read(true);
    }

    private void read(boolean former) {
        long last = jdbc.sql("select coalesce(max(place), 0) from pg_temp.compared_account").query(Long.class).single();
        for (long after = 0; after < last; after += CHUNK) {
            jdbc.sql(ROLES).param("after", after).param("chunk", CHUNK).param("former", former).update();
        }
    }

    /// {@return how the roles that the accounts have now differ from those that they had}
    ///
    /// @param before only users older than the one with this id are on the page; null starts with the newest
    /// @param limit at most as many users on the page
    RolePreview compare(@Nullable UUID before, int limit) {
        read(false);
        List<RoleCount> counts = differences("""
                select role, count(*) filter (where given) as given, count(*) filter (where not given) as taken
                  from difference group by role order by role""").query(
                (row, number) -> new RoleCount(row.getString("role"), row.getLong("given"), row.getLong("taken")))
                .list();
        long users = differences("select count(distinct account_id) from difference").query(Long.class).single();
        List<UserRoles> page = differences("""
                select a.id, a.organization_id, a.email, a.name,
                       array_agg(d.role order by d.role) filter (where given) as given,
                       array_agg(d.role order by d.role) filter (where not given) as taken
                  from difference d join app_user a on a.id = d.account_id
                 %s
                 group by a.id order by a.id desc limit :limit"""
                .formatted(before == null ? "" : "where a.id < :before")).param("before", before).param("limit", limit)
                        .query(RoleComparison::user).list();
        return new RolePreview(users, counts, page);
    }

    private StatementSpec differences(String select) {
        return jdbc.sql(DIFFERENCES + select);
    }

    private static UserRoles user(ResultSet row, int number) throws SQLException {
        return new UserRoles(row.getObject("id", UUID.class), row.getString("organization_id"), row.getString("email"),
                row.getString("name"), texts(row.getArray("given")), texts(row.getArray("taken")));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
