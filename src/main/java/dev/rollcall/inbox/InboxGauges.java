package dev.rollcall.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
        Gauge.builder("rollcall.events.pending.age", this, gauges -> gauges.read(this::age)).baseUnit("seconds")
                .description("How long the oldest pending event has been waiting").register(meters);
        Gauge.builder("rollcall.events.dead.letters", this, gauges -> gauges.read(Figures::dead))
                .description("Dead letters that nobody has replayed yet").register(meters);
    }

    /// @param oldest when the oldest pending event was received; null if none is pending
    private record Figures(Instant at, long pending, @Nullable Instant oldest, long dead) {
    }

    private double age(Figures now) {
        return now.oldest() == null ? 0 : Duration.between(now.oldest(), clock.instant()).toMillis() / 1000.0;
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
            // Three looks at an index of their own, not one at the table.
            figures = jdbc.sql("""
                    select (select count(*) from webhook_event where status = 'PENDING') as pending,
                           (select min(received_at) from webhook_event where status = 'PENDING') as oldest,
                           (select count(*) from webhook_event where status = 'DEAD') as dead""")
                    .query((row, number) -> {
                        OffsetDateTime oldest = row.getObject("oldest", OffsetDateTime.class);
                        return new Figures(now, row.getLong("pending"), oldest == null ? null : oldest.toInstant(),
                                row.getLong("dead"));
                    }).single();
        }
        return figures;
    }
}
