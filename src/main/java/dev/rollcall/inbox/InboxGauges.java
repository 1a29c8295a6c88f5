package dev.rollcall.inbox;

import static dev.rollcall.Columns.nullableInstant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// What is in the inbox now, in figures. The database is asked once for all of them, and however often they are read, not
/// again for five seconds.
@Component
class InboxGauges {

    static final Duration KEPT = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final Clock clock;
    private @Nullable Figures figures;

    InboxGauges(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("rollcall.events.pending", this, gauges -> gauges.read(Figures::pending))
                .description("Events that are acknowledged and not finished").register(meters);
        Gauge.builder("rollcall.events.pending.age", this, gauges -> gauges.read(now -> gauges.since(now.oldest())))
                .baseUnit("seconds").description("How long the oldest pending event has been waiting").register(meters);
        Gauge.builder("rollcall.events.overdue", this, gauges -> gauges.read(now -> gauges.since(now.due())))
                .baseUnit("seconds")
                .description(
                        "How long the event that has been due the longest has been due: not one that waits to be tried again")
                .register(meters);
        Gauge.builder("rollcall.events.dead.letters", this, gauges -> gauges.read(Figures::dead))
                .description("Dead letters that nobody has replayed yet").register(meters);
    }

    /// @param oldest when the oldest pending event was received; null if none is pending
    /// @param due since when, or from when on, the next event is due; null if none is pending
    private record Figures(Instant at, long pending, @Nullable Instant oldest, @Nullable Instant due, long dead) {
    }

    private double since(@Nullable Instant then) {
        return then == null ? 0 : Math.max(0, Duration.between(then, clock.instant()).toMillis() / 1000.0);
    }

    private double read(ToDoubleFunction<Figures> figure) {
        try {
            return figure.applyAsDouble(figures());
        } catch (DataAccessException | TransactionException unavailable) {
            return Double.NaN; // the figure is not known, which is not the same as zero
        }
    }

    private synchronized Figures figures() {
        Instant now = clock.instant();
        if (figures == null || !now.isBefore(figures.at().plus(KEPT))) {
            figures = jdbc.sql("""
                    select count(*) as pending, min(received_at) as oldest, min(next_attempt_at) as due,
                           (select count(*) from webhook_event where status = 'DEAD') as dead
                      from webhook_event where status = 'PENDING'""")
                    .query((row, number) -> new Figures(now, row.getLong("pending"), nullableInstant(row, "oldest"),
                            nullableInstant(row, "due"), row.getLong("dead")))
                    .single();
        }
        return figures;
    }
}
