package dev.rollcall.customers;

import static dev.rollcall.Columns.utc;

import dev.rollcall.customers.DirectoryTable.Life;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedDirectory.Details;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import dev.rollcall.scalekit.ListedDirectory.Token;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/// Keeps what Scalekit says of directories themselves.
@Service
public class DirectoryReports {

    private static final Stats UNKNOWN = new Stats(null, null, null, null);

    private final DirectoryTable table;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    DirectoryReports(DirectoryTable table, JdbcClient jdbc, Clock clock) {
        this.table = table;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Keeps what Scalekit says, unless something newer is kept. Done again, it changes nothing.
    ///
    /// @param listed a directory as Scalekit gives it
    public void note(ListedDirectory listed) {
        Stats stats = Objects.requireNonNullElse(listed.stats(), UNKNOWN);
        Details details = listed.details();
        Instant now = clock.instant();
        Life life = table.life(listed.directory().id());
        Rhythm rhythm = life.rhythm();
        for (Instant sign : signsOfLife(stats, details).filter(sign -> !sign.isAfter(now)).toList()) {
            rhythm = rhythm.with(sign);
        }
        jdbc.sql(
                """
                        insert into directory_report as known (directory_id, fetched_at, noted_at, users, synced_at,
                               groups_tracked, attribute_mappings, tokens, last_event_at, life_at, life_days)
                        values (:directory, :fetched, :now, :users, :synced, :tracked, :mappings, :tokens, :event, :life, :days)
                        on conflict (directory_id) do update
                           set fetched_at = excluded.fetched_at, noted_at = excluded.noted_at, users = excluded.users,
                               synced_at = excluded.synced_at, groups_tracked = excluded.groups_tracked,
                               attribute_mappings = excluded.attribute_mappings, tokens = excluded.tokens,
                               last_event_at = excluded.last_event_at, life_at = excluded.life_at, life_days = excluded.life_days
                         where known.fetched_at <= excluded.fetched_at""")
                .param("directory", listed.directory().id()).param("fetched", utc(listed.fetchedAt()))
                .param("now", utc(now))
                .param("users", stats.totalUsers() == null ? details.totalUsers() : stats.totalUsers())
                .param("synced", nullable(details.syncedAt())).param("tracked", details.groupsTracked())
                .param("mappings", json.writeValueAsString(details.attributeMappings()))
                .param("tokens", json.writeValueAsString(details.tokens())).param("event", nullable(life.newestEvent()))
                .param("life", nullable(rhythm.last())).param("days", rhythm.days()).update();
    }

    /// What shows that somebody is there: people or groups that changed, and that the customer's directory signed in.
    private static Stream<Instant> signsOfLife(Stats stats, Details details) {
        return Stream.concat(Stream.of(stats.userUpdatedAt(), stats.groupUpdatedAt(), details.syncedAt()),
                details.tokens().stream().map(Token::lastUsedAt)).flatMap(Stream::ofNullable);
    }

    private static @Nullable OffsetDateTime nullable(@Nullable Instant at) {
        return at == null ? null : utc(at);
    }
}
