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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        return new Recording(cause, occurredAt);
    }

    /// The accounts that one cause may change, as they were before.
    final class Recording {

        private final Cause cause;
        private final Instant occurredAt;
        private final Set<UUID> watched = new HashSet<>();
        private final Map<UUID, User> before = new HashMap<>();

        private Recording(Cause cause, Instant occurredAt) {
            this.cause = cause;
            this.occurredAt = occurredAt;
        }

        /// Remembers accounts as they are now. To be called before they are changed.
        void watch(Collection<UUID> accounts) {
            List<UUID> unwatched = accounts.stream().filter(watched::add).toList();
            if (!unwatched.isEmpty()) {
                reader.find(unwatched).forEach(user -> before.put(user.id(), user));
            }
        }

        /// {@return whether the directory user's account, as it was before, has the directory user's e-mail address}
        boolean hasAddress(MirroredUser user) {
            User account = user.accountId() == null ? null : before.get(user.accountId());
            return account != null && Objects.equals(account.email(), user.email());
        }

        /// Adds an account that has just been opened.
        void opened(UUID account) {
            watched.add(account);
        }

        /// Writes an entry about something that was kept from changing.
        void prevented(UUID account, String kind) {
            write(account, kind, List.of());
        }

        /// Writes the entries. To be called when everything is in the database.
        void close() {
            chunks().forEach(chunk -> reader.find(chunk).forEach(after -> compare(before.get(after.id()), after)));
        }

        /// {@return the accounts, so many at a time that memory does not depend on how many there are}
        Stream<List<UUID>> chunks() {
            return watched.stream().gather(Gatherers.windowFixed(500));
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
                write(after.id(), "user.created", status);
            } else {
                writeAny(after.id(), after.status() == Status.ACTIVE ? "user.reactivated" : "user.deactivated", status);
                writeAny(after.id(), "user.updated", details);
                writeAny(after.id(), "user.roles_changed", roles);
            }
        }

        private void writeAny(UUID account, String kind, List<FieldChange> changes) {
            if (!changes.isEmpty()) {
                write(account, kind, changes);
            }
        }

        private void write(UUID account, String kind, List<FieldChange> changes) {
            jdbc.sql(
                    """
                            with changed as (
                                update app_user set updated_at = :now where id = :account returning id, organization_id)
                            insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                            select id, organization_id, :kind, cast(:changes as jsonb), cast(:cause as jsonb), :occurredAt, :now
                              from changed""")
                    .param("account", account).param("kind", kind).param("changes", json.writeValueAsString(changes))
                    .param("cause", json.writeValueAsString(cause))
                    .param("occurredAt", occurredAt.atOffset(ZoneOffset.UTC))
                    .param("now", clock.instant().atOffset(ZoneOffset.UTC)).update();
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
