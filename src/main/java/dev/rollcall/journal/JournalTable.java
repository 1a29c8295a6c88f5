package dev.rollcall.journal;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.AccountChange.FieldChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The journal of all accounts, which is the change feed, too.
@Component
public class JournalTable {

    /// The user as the newest entry of an account has it: what the application knows. None if an earlier version wrote it.
    static final String TOLD = "select snapshot from account_change where account_id = %s order by id desc limit 1";

    private final JdbcClient jdbc;
    private final ChangeSignal signal;
    private final JsonMapper json = JsonMapper.shared();

    JournalTable(JdbcClient jdbc, ChangeSignal signal) {
        this.jdbc = jdbc;
        this.signal = signal;
    }

    /// In which order they are given, they are in the feed.
    ///
    /// @param entries the entries
    /// @param snapshots each account that has an entry, as it is now
    /// @param occasion what made an account change
    /// @param now when the entries are written
    void write(List<JournalEntry> entries, Map<UUID, String> snapshots, Function<UUID, Occasion> occasion,
            Instant now) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql(
                """
                               with entry as (
                                   select account_id, kind, changes, snapshot, cause, occurred_at, place
                                     from unnest(cast(:accounts as uuid[]), cast(:kinds as text[]), cast(:changes as text[]),
                                                 cast(:snapshots as text[]), cast(:causes as text[]),
                                                 cast(:occurredAt as timestamptz[])) with ordinality
                                       as entry (account_id, kind, changes, snapshot, cause, occurred_at, place)),
                               changed as (
                                   update app_user set updated_at = :now
                                    where id = any (:accounts) and updated_at <> :now)
                               insert into account_change (account_id, organization_id, kind, changes, snapshot, cause, occurred_at,
                                                           recorded_at)
                               select a.id, a.organization_id, kind, cast(changes as jsonb), cast(snapshot as jsonb),
                                      cast(cause as jsonb), occurred_at, :now
                                 from entry join app_user a on a.id = account_id and a.organization_id <> ''
                        order by place""")
                .param("accounts", entries.stream().map(JournalEntry::account).toArray(UUID[]::new))
                .param("kinds", texts(entries, JournalEntry::kind))
                .param("changes", texts(entries, entry -> json.writeValueAsString(entry.changes())))
                .param("snapshots", texts(entries, entry -> snapshots.get(entry.account())))
                .param("causes",
                        texts(entries, entry -> json.writeValueAsString(occasion.apply(entry.account()).cause())))
                .param("occurredAt", texts(entries, entry -> occasion.apply(entry.account()).at()))
                .param("now", utc(now)).update();
        signal.afterThisTransaction();
    }

    /// {@return of accounts the user as the newest entry has it, of those that have one which does}
    List<User> told(Collection<UUID> accounts) {
        return jdbc.sql(
                "select snapshot from unnest(:accounts) as account cross join lateral (%s) as told where snapshot is not null"
                        .formatted(TOLD.formatted("account")))
                .param("accounts", accounts.toArray(UUID[]::new))
                .query((row, number) -> UserJson.read(row.getString(1))).list();
    }

    /// {@return at most `limit` entries of an account and of those that were merged into it, newest first, after the one
    /// with the id `before`}
    List<AccountChange> list(UUID account, @Nullable Long before, int limit) {
        return jdbc.sql("""
                select id, kind, changes, cause, occurred_at, recorded_at, position
                  from account_change
                 where account_id in (select id from app_user where id = :account or merged_into = :account)
                   and id < :before
                 order by id desc
                 limit :limit""").param("account", account).param("before", before == null ? Long.MAX_VALUE : before)
                .param("limit", limit).query(this::change).list();
    }

    /// {@return at most `limit` entries that an event caused, newest first, after the one with the id `before`}
    List<CausedChange> causedBy(long event, @Nullable Long before, int limit) {
        return jdbc.sql("""
                select account_id, id, kind, changes, cause, occurred_at, recorded_at, position
                  from account_change
                 where cast(cause ->> 'inboxId' as bigint) = :event and cause ->> 'inboxId' is not null and id < :before
                 order by id desc
                 limit :limit""").param("event", event).param("before", before == null ? Long.MAX_VALUE : before)
                .param("limit", limit)
                .query((row, number) -> new CausedChange(row.getObject("account_id", UUID.class), change(row, number)))
                .list();
    }

    /// {@return the newest entry of an account that changed its status}
    public Optional<AccountChange> lastDecision(UUID account) {
        return jdbc.sql("""
                select id, kind, changes, cause, occurred_at, recorded_at, position
                  from account_change
                 where account_id = :account and kind in ('user.created', 'user.reactivated', 'user.deactivated')
                 order by id desc
                 limit 1""").param("account", account).query(this::change).optional();
    }

    private AccountChange change(ResultSet row, int number) throws SQLException {
        return new AccountChange(row.getLong("id"), row.getString("kind"),
                json.readValue(row.getString("changes"), new TypeReference<List<FieldChange>>() {
                }), json.readValue(row.getString("cause"), Cause.class), instant(row, "occurred_at"),
                instant(row, "recorded_at"), row.getString("position"));
    }
}
