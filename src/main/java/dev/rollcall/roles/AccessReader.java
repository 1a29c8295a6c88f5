package dev.rollcall.roles;

import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.journal.JournalTable;
import dev.rollcall.journal.User;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Access.Identity;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads why users have the access that they have: what their status and their roles are derived from.
@Component
public class AccessReader {

    private final Users users;
    private final RoleOrigins origins;
    private final JournalTable journal;
    private final JdbcClient jdbc;

    AccessReader(Users users, RoleOrigins origins, JournalTable journal, JdbcClient jdbc) {
        this.users = users;
        this.origins = origins;
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
                        journal.lastDecision(user.id()).orElse(null), row.getBoolean("deleted"),
                        origins.of(List.of(user)).getOrDefault(user.id(), List.of()), identities(user.id())))
                .single();
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
}
