package dev.rollcall.journal;

import static dev.rollcall.Columns.instant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/// Every change of every user in the order in which it happened to that user, for the application to follow along. Whoever
/// applies all of them has the users that [Users#list] gives: `user.merged` takes one away, every other kind is the user
/// as it is now. A change may become known more than once, never not at all.
@Service
public class ChangeFeed {

    /// How soon a change that another node made is found.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final FeedPositions positions;
    private final ChangeSignal signal;
    private final UserReader reader;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    ChangeFeed(FeedPositions positions, ChangeSignal signal, UserReader reader, JdbcClient jdbc, Clock clock) {
        this.positions = positions;
        this.signal = signal;
        this.reader = reader;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// A cursor that this feed has not given out: it is made up, or from before the database was restored.
    public static final class UnknownCursorException extends RuntimeException {

        UnknownCursorException(long cursor) {
            super("after is no cursor of this feed, which has not come to %d yet. Begin again without it."
                    .formatted(cursor));
        }
    }

    private record Row(long position, UUID account, String kind, Instant occurredAt, @Nullable String snapshot,
            boolean isWhole, String cause) {
    }

    /// Reads on, and waits for a change if there is none. Meanwhile no database connection is in use.
    ///
    /// @param after the cursor of the last change that is known; 0 to begin
    /// @param limit at most as many changes
    /// @param wait how long to wait at most
    /// @return the changes, oldest first; none if there was none in that time, or if this node is stopping
    /// @throws UnknownCursorException if there has been no such cursor
    public List<Change> read(long after, int limit, Duration wait) {
        Instant end = clock.instant().plus(wait);
        while (true) {
            long commits = signal.commits();
            List<Change> found = read(after, limit);
            Duration left = Duration.between(clock.instant(), end);
            if (!found.isEmpty() || !left.isPositive()
                    || !signal.await(commits, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN)) {
                return found;
            }
        }
    }

    /// @param position a place in the feed
    /// @return the change there; empty if there is none
    public Optional<Change> at(long position) {
        return changes(rows(position - 1, 1)).stream().filter(change -> change.cursor().equals(Long.toString(position)))
                .findFirst();
    }

    private List<Change> read(long after, int limit) {
        List<Row> rows = rows(after, limit);
        if (rows.size() < limit && positions.areMissing()) {
            positions.assign(limit);
            rows = rows(after, limit);
        }
        if (rows.isEmpty() && after > last()) {
            throw new UnknownCursorException(after);
        }
        return changes(rows);
    }

    private List<Row> rows(long after, int limit) {
        return jdbc.sql("""
                select position, account_id, kind, occurred_at, snapshot, cause,
                       coalesce(jsonb_exists(snapshot, 'attributes'), false) as is_whole
                  from account_change
                 where position > :after
                 order by position
                 limit :limit""").param("after", after).param("limit", limit).query(ChangeFeed::row).list();
    }

    private long last() {
        return jdbc.sql("select coalesce(max(position), 0) from account_change").query(Long.class).single();
    }

    private List<Change> changes(List<Row> rows) {
        List<UUID> notWhole = rows.stream().filter(row -> !row.isWhole()).map(Row::account).distinct().toList();
        Map<UUID, User> asTheyAre = notWhole.isEmpty() ? Map.of()
                : reader.find(notWhole).stream().collect(Collectors.toMap(User::id, Function.identity()));
        return rows.stream().map(row -> {
            User user = user(row, asTheyAre);
            return new Change(Long.toString(row.position()), row.kind(), row.occurredAt(),
                    user.organizationExternalId(), user, json.readValue(row.cause(), Cause.class));
        }).toList();
    }

    private static User user(Row row, Map<UUID, User> asTheyAre) {
        if (row.snapshot() != null && row.isWhole()) {
            return UserJson.read(row.snapshot());
        }
        User now = Objects.requireNonNull(asTheyAre.get(row.account()));
        return row.snapshot() == null ? now : UserJson.read(row.snapshot()).filledIn(now);
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(row.getLong("position"), row.getObject("account_id", UUID.class), row.getString("kind"),
                instant(row, "occurred_at"), row.getString("snapshot"), row.getBoolean("is_whole"),
                row.getString("cause"));
    }
}
