package dev.rollcall.inbox;

import static dev.rollcall.Columns.nullableInstant;
import static dev.rollcall.Columns.utc;

import dev.rollcall.KeptFigures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says how the inbox is doing. The figures are of all nodes, read from the table.
@Service
public class InboxFigures {

    private static final int MINUTES = 180;

    static final Duration KEPT = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final KeptFigures<Counts> kept;

    InboxFigures(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.kept = new KeptFigures<>(clock, KEPT, this::counts);
        Gauge.builder("rollcall.events.pending", this, figures -> figures.kept.read(Counts::pending))
                .description("Events that are acknowledged and not finished").register(meters);
        Gauge.builder("rollcall.events.pending.age", this,
                figures -> figures.kept.read(now -> figures.since(now.oldest()))).baseUnit("seconds")
                .description("How long the oldest pending event has been waiting").register(meters);
        Gauge.builder("rollcall.events.overdue", this, figures -> figures.kept.read(now -> figures.since(now.due())))
                .baseUnit("seconds")
                .description(
                        "How long the event that has been due the longest has been due: not one that waits to be tried again")
                .register(meters);
        Gauge.builder("rollcall.events.dead.letters", this, figures -> figures.kept.read(Counts::dead))
                .description("Dead letters that nobody has replayed yet").register(meters);
    }

    /// @param oldest when the oldest pending event was received; null if none is pending
    /// @param due since when, or from when on, the next event is due; null if none is pending
    private record Counts(long pending, @Nullable Instant oldest, @Nullable Instant due, long dead) {
    }

    /// @return how many dead letters there are
    public long dead() {
        return count(EventStatus.DEAD);
    }

    /// @param limit at most as many
    /// @return organizations that dead letters are of, the newest thousand of them, as far as they say
    public List<String> organizationsOfDead(int limit) {
        return jdbc
                .sql("""
                        select distinct organization_id
                          from (select organization_id from webhook_event where status = 'DEAD' order by id desc limit 1000) newest
                         where organization_id is not null order by 1 limit ?""")
                .param(limit).query((row, number) -> row.getString(1)).list();
    }

    /// @return how the inbox is doing, with the figures of the last three hours
    public InboxHealth health() {
        Instant since = clock.instant().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(MINUTES - 1));
        // By when they were received: what is replayed long after that would say nothing about today.
        return jdbc
                .sql("""
                        select count(*) as finished,
                               percentile_cont(0.5) within group (order by extract(epoch from processed_at - received_at)) as median,
                               percentile_cont(0.99) within group (order by extract(epoch from processed_at - received_at)) as slowest
                          from webhook_event
                         where received_at >= :since and processed_at is not null and status in ('PROCESSED', 'IGNORED', 'STALE')""")
                .param("since", utc(clock.instant().minus(Duration.ofHours(1))))
                .query((row, number) -> new InboxHealth(count(EventStatus.PENDING), oldestPending(), dead(), since,
                        received(since), row.getLong("finished"), seconds(row.getObject("median", Double.class)),
                        seconds(row.getObject("slowest", Double.class))))
                .single();
    }

    private List<Long> received(Instant since) {
        Map<Integer, Long> minutes = new HashMap<>();
        jdbc.sql(
                """
                        select cast(extract(epoch from received_at - :since) as int) / 60 as minute, count(*)
                          from (select received_at from webhook_event where status <> 'PENDING' and received_at >= :since
                                 union all
                                select received_at from webhook_event where status = 'PENDING' and received_at >= :since) as received
                         group by 1""")
                .param("since", utc(since)).query(row -> {
                    minutes.put(row.getInt(1), row.getLong(2));
                });
        return IntStream.range(0, MINUTES).mapToObj(minute -> minutes.getOrDefault(minute, 0L)).toList();
    }

    private long count(EventStatus status) {
        // As part of the text: the index of each status is a partial one.
        return jdbc.sql("select count(*) from webhook_event where status = '" + status.name() + "'").query(Long.class)
                .single();
    }

    private @Nullable Instant oldestPending() {
        return jdbc.sql("select min(received_at) from webhook_event where status = 'PENDING'")
                .query((row, number) -> row.getObject(1, OffsetDateTime.class)).optional()
                .map(OffsetDateTime::toInstant).orElse(null);
    }

    private static @Nullable Duration seconds(@Nullable Double seconds) {
        return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }

    private double since(@Nullable Instant then) {
        return then == null ? 0 : Math.max(0, Duration.between(then, clock.instant()).toMillis() / 1000.0);
    }

    private Counts counts() {
        return jdbc.sql("""
                select count(*) as pending, min(received_at) as oldest, min(next_attempt_at) as due,
                       (select count(*) from webhook_event where status = 'DEAD') as dead
                  from webhook_event where status = 'PENDING'""")
                .query((row, number) -> new Counts(row.getLong("pending"), nullableInstant(row, "oldest"),
                        nullableInstant(row, "due"), row.getLong("dead")))
                .single();
    }
}
