package dev.rollcall.users;

import dev.rollcall.users.AccountChange.FieldChange;
import dev.rollcall.users.User.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Writes down what changed on accounts and why. It compares what the application saw before with what it sees after, so
/// nothing that the application can see changes without an entry, whichever rule made it change.
@Component
class History {

    private final UserReader reader;
    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();
    private final Clock clock;

    History(UserReader reader, JdbcClient jdbc, Clock clock) {
        this.reader = reader;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// {@return a recording of what one cause changes}
    ///
    /// @param cause why
    /// @param occurredAt when the cause occurred
    Recording record(Cause cause, Instant occurredAt) {
        return new Recording(cause, occurredAt, clock.instant());
    }

    private record Entry(UUID account, String kind, List<FieldChange> changes) {
    }

    /// The accounts that one cause may change, as they were before.
    final class Recording {

        private static final int CHUNK = 1000;

        private final Cause cause;
        private final Instant occurredAt;
        private final Instant now;
        private final Set<UUID> watched = new LinkedHashSet<>();
        private final Map<UUID, User> before = new HashMap<>();
        private final Map<UUID, Instant> occurred = new HashMap<>();
        private final List<Entry> entries = new ArrayList<>();

        private Recording(Cause cause, Instant occurredAt, Instant now) {
            this.cause = cause;
            this.occurredAt = occurredAt;
            this.now = now;
        }

        /// Remembers accounts as they are now. To be called before they are changed.
        void watch(Collection<UUID> accounts) {
            accounts.stream().filter(watched::add).gather(Gatherers.windowFixed(CHUNK))
                    .forEach(chunk -> reader.find(chunk).forEach(user -> before.put(user.id(), user)));
        }

        /// Adds an account: one that has just been opened, or one that is watched already. Says when that occurred which
        /// concerns it, if the cause is made of several observations.
        void concern(UUID account, Instant at) {
            watched.add(account);
            occurred.merge(account, at, (a, b) -> a.isBefore(b) ? b : a);
        }

        /// Writes an entry about something that a user does not show.
        void note(UUID account, String kind, FieldChange... changes) {
            entries.add(new Entry(account, kind, List.of(changes)));
        }

        /// Writes the entries. To be called when everything is in the database.
        void close() {
            chunks().forEach(chunk -> {
                reader.find(chunk).forEach(after -> compare(before.get(after.id()), after));
                write();
            });
        }

        /// {@return the accounts}
        Set<UUID> watched() {
            return watched;
        }

        /// {@return the accounts, so many at a time that memory does not depend on how many there are}
        Stream<List<UUID>> chunks() {
            return watched.stream().gather(Gatherers.windowFixed(CHUNK));
        }

        /// {@return when the changes are recorded}
        Instant now() {
            return now;
        }

        private void compare(@Nullable User before, User after) {
            List<FieldChange> details = new ArrayList<>();
            changed("email", before == null ? null : before.email(), after.email(), details);
            changed("name", before == null ? null : before.name(), after.name(), details);
            changed("given_name", before == null ? null : before.givenName(), after.givenName(), details);
            changed("family_name", before == null ? null : before.familyName(), after.familyName(), details);
            changed("groups", before == null ? List.of() : groupIds(before), groupIds(after), details);
            changed("directory_user_ids", before == null ? List.of() : before.directoryUserIds(),
                    after.directoryUserIds(), details);
            List<FieldChange> status = new ArrayList<>();
            changed("status", before == null ? null : before.status().name(), after.status().name(), status);
            List<FieldChange> roles = new ArrayList<>();
            changed("roles", before == null ? List.of() : roles(before), roles(after), roles);
            if (before == null) {
                status.addAll(details);
                status.addAll(roles);
                entries.add(new Entry(after.id(), "user.created", status));
            } else {
                addAny(after.id(), after.status() == Status.ACTIVE ? "user.reactivated" : "user.deactivated", status);
                addAny(after.id(), "user.updated", details);
                addAny(after.id(), "user.roles_changed", roles);
            }
        }

        private void addAny(UUID account, String kind, List<FieldChange> changes) {
            if (!changes.isEmpty()) {
                entries.add(new Entry(account, kind, changes));
            }
        }

        private void write() {
            if (entries.isEmpty()) {
                return;
            }
            jdbc.sql(
                    """
                                   with entry as (
                                       select account_id, kind, changes, occurred_at, place
                                         from unnest(cast(:accounts as uuid[]), cast(:kinds as text[]), cast(:changes as text[]),
                                                     cast(:occurredAt as timestamptz[])) with ordinality
                                           as entry (account_id, kind, changes, occurred_at, place)),
                                   changed as (
                                       update app_user set updated_at = :now
                                        where id = any (:accounts) and updated_at <> :now)
                                   insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                                   select a.id, a.organization_id, kind, cast(changes as jsonb), cast(:cause as jsonb), occurred_at, :now
                                     from entry join app_user a on a.id = account_id
                            order by place""")
                    .param("accounts", entries.stream().map(Entry::account).toArray(UUID[]::new))
                    .param("kinds", entries.stream().map(Entry::kind).toArray(String[]::new))
                    .param("changes",
                            entries.stream().map(entry -> json.writeValueAsString(entry.changes()))
                                    .toArray(String[]::new))
                    .param("occurredAt",
                            entries.stream().map(entry -> occurred.getOrDefault(entry.account(), occurredAt).toString())
                                    .toArray(String[]::new))
                    .param("cause", json.writeValueAsString(cause)).param("now", now.atOffset(ZoneOffset.UTC)).update();
            entries.clear();
        }
    }

    /// {@return at most `limit` entries of an account and of those that were merged into it, newest first, after the one
    /// with the id `before`}
    List<AccountChange> list(UUID account, @Nullable Long before, int limit) {
        return jdbc.sql("""
                select id, kind, changes, cause, occurred_at, recorded_at
                  from account_change
                 where account_id in (select id from app_user where id = :account or merged_into = :account)
                   and id < :before
                 order by id desc
                 limit :limit""").param("account", account).param("before", before == null ? Long.MAX_VALUE : before)
                .param("limit", limit).query(this::change).list();
    }

    /// {@return the newest entry of an account that changed its status}
    Optional<AccountChange> lastDecision(UUID account) {
        return jdbc.sql("""
                select id, kind, changes, cause, occurred_at, recorded_at
                  from account_change
                 where account_id = :account and kind in ('user.created', 'user.reactivated', 'user.deactivated')
                 order by id desc
                 limit 1""").param("account", account).query(this::change).optional();
    }

    private AccountChange change(ResultSet row, int number) throws SQLException {
        return new AccountChange(row.getLong("id"), row.getString("kind"),
                json.readValue(row.getString("changes"), new TypeReference<List<FieldChange>>() {
                }), json.readValue(row.getString("cause"), Cause.class),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getObject("recorded_at", OffsetDateTime.class).toInstant());
    }

    private static void changed(String field, @Nullable Object from, @Nullable Object to, List<FieldChange> changes) {
        if (!Objects.equals(from, to)) {
            changes.add(new FieldChange(field, from, to));
        }
    }

    private static List<String> roles(User user) {
        return user.roles().stream().map(role -> role.name() + " (" + role.source() + ")").toList();
    }

    /// Ids, because a renamed group is not a change of each of its members.
    private static List<String> groupIds(User user) {
        return user.groups().stream().map(User.Group::id).toList();
    }
}
