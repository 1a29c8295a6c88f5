package dev.rollcall.roles;

import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.journal.JournalTable;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Access.Identity;
import dev.rollcall.roles.Access.RoleOrigin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads why users have the access that they have: what their status and their roles are derived from.
@Component
public class AccessReader {

    private final Users users;
    private final JournalTable journal;
    private final JdbcClient jdbc;

    AccessReader(Users users, JournalTable journal, JdbcClient jdbc) {
        this.users = users;
        this.journal = journal;
        this.jdbc = jdbc;
    }

    /// @param id an account's id, or the id that it had before it was merged into another
    /// @return why the user has the access that they have; empty if there is no such account
    public Optional<Access> find(UUID id) {
        return users.find(id).map(this::explain);
    }

    private Access explain(User user) {
        return jdbc.sql("""
                select a.protected, rests(a.id, a.protection_known) as resting, a.wanted_email, a.shared,
                       coalesce(o.deleted, false) as deleted
                  from app_user a left join organization o on o.id = a.organization_id
                 where a.id = ?""").param(user.id())
                .query((row, number) -> new Access(user, row.getBoolean("protected"), row.getBoolean("resting"),
                        row.getString("wanted_email"), row.getBoolean("shared"),
                        journal.lastDecision(user.id()).orElse(null), row.getBoolean("deleted"), origins(user),
                        identities(user.id())))
                .single();
    }

    private List<RoleOrigin> origins(User user) {
        List<RoleOrigin> stored = jdbc
                .sql("""
                        select unnest(roles) as role, 'DIRECTORY' as source, id, cast(null as text) as name,
                               cast(null as bigint) as mapping, cast(null as timestamptz) as at, false as resting
                          from counted_directory_user where account_id = :account
                         union all
                        select m.role, 'GROUP', g.id, g.display_name, m.id, null, false
                          from effective_group g
                          join app_user a on a.id = g.account_id
                          join role_mapping m
                            on (m.organization_id is null or m.organization_id = a.organization_id)
                           and mapping_means(m.match, m.value, g.id, g.display_name)
                         where g.account_id = :account
                         union all
                        select role, 'MANUAL', granted_by, null, null, granted_at, rests(account_id, known, directory_user_id) from role_grant where account_id = :account
                         order by role, source, id, mapping""")
                .param("account", user.id()).query(AccessReader::origin).list();
        // Where mappings have priorities not every role that is mapped is one that the user has.
        Stream<RoleOrigin> counting = stored.stream()
                .filter(origin -> user.roles().contains(new Role(origin.role(), origin.source(), origin.isResting())));
        Stream<RoleOrigin> byDefault = user.roles().stream().filter(role -> role.source() == Source.DEFAULT)
                .map(role -> new RoleOrigin(role.name(), role.source(), null, null, null, null, false));
        return Stream.concat(counting, byDefault).toList();
    }

    /// That an observation is a run's, and which run's, is read from its id as `accounts/Version` makes it.
    private List<Identity> identities(UUID account) {
        return jdbc
                .sql("""
                        select du.id, du.directory_id, d.provider, du.email, du.dp_id, du.stranger_since, du.active, du.observed_at, du.observed_event,
                               cast(substring(du.observed_event from '^api:(\\d+)') as bigint) as run,
                               exists (select from live_directory_user l where l.id = du.id) as counts
                          from directory_user du left join directory d on d.id = du.directory_id
                         where du.account_id = ? order by du.id""")
                .param(account)
                .query((row, number) -> new Identity(row.getString("id"), row.getString("directory_id"),
                        row.getString("provider"), row.getString("email"), row.getString("dp_id"),
                        nullableInstant(row, "stranger_since"), row.getBoolean("active"), row.getBoolean("counts"),
                        row.getObject("observed_at", OffsetDateTime.class).toInstant(), row.getString("observed_event"),
                        row.getObject("run", Long.class)))
                .list();
    }

    private static RoleOrigin origin(ResultSet row, int number) throws SQLException {
        return new RoleOrigin(row.getString("role"), Source.valueOf(row.getString("source")), row.getString("id"),
                row.getString("name"), row.getObject("mapping", Long.class), nullableInstant(row, "at"),
                row.getBoolean("resting"));
    }
}
