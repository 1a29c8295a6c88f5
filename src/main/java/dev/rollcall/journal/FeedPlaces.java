package dev.rollcall.journal;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Where changes stand in the feed, without what they say: for whoever delivers it and for whoever asks how far that is.
@Service
public class FeedPlaces {

    private static final int AT_A_TIME = 10_000;

    /// More changes without a place are not counted: there may be a million when nobody has ever read the feed.
    private static final int COUNTED = 100_000;

    private final FeedPositions positions;
    private final JdbcClient jdbc;

    FeedPlaces(FeedPositions positions, JdbcClient jdbc) {
        this.positions = positions;
        this.jdbc = jdbc;
    }

    /// What comes after a place.
    ///
    /// @param count how many changes; of those that nobody has read or delivered yet, at most 100,000
    /// @param oldest when the first of them was made; null if there is none
    public record Rest(long count, @Nullable Instant oldest) {
    }

    /// Gives a place to every change that is committed by now.
    ///
    /// @return the last place
    public long end() {
        // Not until there is none without: while many are made, there might be one for long.
        long newest = jdbc.sql("select coalesce(max(id), 0) from account_change where position is null")
                .query(Long.class).single();
        while (jdbc.sql("select exists (select from account_change where position is null and id <= ?)").param(newest)
                .query(Boolean.class).single()) {
            positions.assign(AT_A_TIME);
        }
        return last();
    }

    /// @return the last place that was given; 0 if none was
    public long last() {
        return jdbc.sql("select coalesce(max(position), 0) from account_change").query(Long.class).single();
    }

    /// @param after a place
    /// @return what comes after it
    public Rest rest(long after) {
        return jdbc
                .sql("""
                        select greatest(coalesce((select max(position) from account_change), 0) - :after, 0)
                                   + (select count(*) from (select from account_change where position is null limit :most) as without)
                                   as count,
                               coalesce((select recorded_at from account_change where position > :after order by position limit 1),
                                        (select recorded_at from account_change where position is null order by id limit 1)) as oldest""")
                .param("after", after).param("most", COUNTED)
                .query((row, number) -> new Rest(row.getLong("count"), nullableInstant(row, "oldest"))).single();
    }

    /// Finds the next changes of others.
    ///
    /// @param after a place
    /// @param account whose changes are left out
    /// @param within so many places are looked at
    /// @param limit at most as many
    /// @return of other accounts the first place of each, in order
    public List<Long> ofOthers(long after, UUID account, int within, int limit) {
        if (positions.areMissing()) {
            positions.assign(within);
        }
        return jdbc.sql("""
                select min(position) from account_change
                 where position > :after and position <= :after + :within and account_id <> :account
                 group by account_id order by 1 limit :limit""").param("after", after).param("within", within)
                .param("account", account).param("limit", limit).query((row, number) -> row.getLong(1)).list();
    }

    /// @param places places
    /// @return when the changes there were made
    public Map<Long, Instant> recordedAt(Collection<Long> places) {
        Map<Long, Instant> recorded = new HashMap<>();
        if (!places.isEmpty()) {
            jdbc.sql("select position, recorded_at from account_change where position = any (:places)")
                    .param("places", places.toArray(Long[]::new)).query(row -> {
                        recorded.put(row.getLong("position"), instant(row, "recorded_at"));
                    });
        }
        return recorded;
    }
}
