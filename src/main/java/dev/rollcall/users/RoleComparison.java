package dev.rollcall.users;

import dev.rollcall.users.RolePreview.RoleCount;
import dev.rollcall.users.RolePreview.UserRoles;
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

    private static final String ROLES = """
            select account_id, role from effective_role where account_id = any (:accounts) and not resting
             union
            select id, cast(:defaultRole as text)
              from app_user a
             where cast(:defaultRole as text) is not null and id = any (:accounts) and status = 'ACTIVE'
               and not exists (select from effective_role e where e.account_id = a.id and not resting)""";

    private static final String DIFFERENCES = """
            with now as (%s),
                 former as (
                select * from unnest(cast(:formerAccounts as uuid[]), cast(:formerRoles as text[])) as f (account_id, role)),
                 difference as (
                select account_id, role, former.role is null as given
                  from former full join now using (account_id, role)
                 where former.role is null or now.role is null)
            """
            .formatted(ROLES);

    private final JdbcClient jdbc;
    private final @Nullable String defaultRole;

    RoleComparison(JdbcClient jdbc, AccountProperties properties) {
        this.jdbc = jdbc;
        this.defaultRole = properties.defaultRole();
    }

    /// The roles of some accounts.
    ///
    /// @param accounts the accounts
    /// @param holders who has the role at the same place of `roles`
    /// @param roles the names of the roles
    record Snapshot(UUID[] accounts, UUID[] holders, String[] roles) {
    }

    /// {@return the roles that accounts have now}
    Snapshot take(Collection<UUID> accounts) {
        UUID[] ids = accounts.toArray(UUID[]::new);
        return jdbc.sql("""
                select coalesce(array_agg(account_id), '{}') as holders, coalesce(array_agg(role), '{}') as roles
                  from (%s) as role""".formatted(ROLES)).param("accounts", ids).param("defaultRole", defaultRole)
                .query((row, number) -> new Snapshot(ids, (UUID[]) row.getArray("holders").getArray(),
                        (String[]) row.getArray("roles").getArray()))
                .single();
    }

    /// {@return how the roles that the accounts have now differ from those that they had}
    ///
    /// @param former the roles that they had
    /// @param before only users older than the one with this id are on the page; null starts with the newest
    /// @param limit at most as many users on the page
    RolePreview compare(Snapshot former, @Nullable UUID before, int limit) {
        List<RoleCount> counts = differences("""
                select role, count(*) filter (where given) as given, count(*) filter (where not given) as taken
                  from difference group by role order by role""", former).query(
                (row, number) -> new RoleCount(row.getString("role"), row.getLong("given"), row.getLong("taken")))
                .list();
        long users = differences("select count(distinct account_id) from difference", former).query(Long.class)
                .single();
        List<UserRoles> page = differences("""
                select a.id, a.organization_id, a.email, a.name,
                       array_agg(d.role order by d.role) filter (where given) as given,
                       array_agg(d.role order by d.role) filter (where not given) as taken
                  from difference d join app_user a on a.id = d.account_id
                 %s
                 group by a.id order by a.id desc limit :limit"""
                .formatted(before == null ? "" : "where a.id < :before"), former).param("before", before)
                        .param("limit", limit).query(RoleComparison::user).list();
        return new RolePreview(users, counts, page);
    }

    private StatementSpec differences(String select, Snapshot former) {
        return jdbc.sql(DIFFERENCES + select).param("accounts", former.accounts()).param("defaultRole", defaultRole)
                .param("formerAccounts", former.holders()).param("formerRoles", former.roles());
    }

    private static UserRoles user(ResultSet row, int number) throws SQLException {
        return new UserRoles(row.getObject("id", UUID.class), row.getString("organization_id"), row.getString("email"),
                row.getString("name"), texts(row.getArray("given")), texts(row.getArray("taken")));
    }

    private static List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }
}
