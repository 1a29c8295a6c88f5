package dev.rollcall.reconcile;

import static dev.rollcall.Columns.nullableInstant;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Where reconciliation stands now, in figures. The database is asked for all of them at once, and however often they are
/// read, not again for 15 seconds.
@Component
class ReconcileGauges {

    static final Duration KEPT = Duration.ofSeconds(15);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final MultiGauge ages;
    private volatile Map<String, Instant> complete = Map.of();
    private @Nullable Figures figures;

    ReconcileGauges(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ages = MultiGauge.builder("rollcall.sync.complete.age").baseUnit("seconds")
                .description("How long ago a run saw all of an enabled directory").register(meters);
        Gauge.builder("rollcall.sync.directories.never.complete", this, gauges -> gauges.read(Figures::neverComplete))
                .description("Enabled directories that no run has seen all of yet").register(meters);
        Gauge.builder("rollcall.sync.runs.awaiting.approval", this, gauges -> gauges.read(Figures::awaitingApproval))
                .description("Runs that hold changes back until somebody approves or rejects them").register(meters);
    }

    private record Figures(Instant at, long neverComplete, long awaitingApproval) {
    }

    /// A directory's age is there to be read from the start, not from the second time on.
    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        read(Figures::neverComplete);
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
            Map<String, Instant> seen = new HashMap<>();
            List<String> never = new ArrayList<>();
            jdbc.sql("""
                    select d.id, b.full_run_at
                      from directory d left join directory_baseline b on b.directory_id = d.id
                     where d.enabled and b.gone_at is null
                       and not exists (select from organization o where o.id = d.organization_id and o.deleted)""")
                    .query(row -> {
                        Instant at = nullableInstant(row, "full_run_at");
                        if (at == null) {
                            never.add(row.getString("id"));
                        } else {
                            seen.put(row.getString("id"), at);
                        }
                    });
            long awaiting = jdbc.sql("select count(*) from sync_run where status = 'AWAITING_APPROVAL'")
                    .query(Long.class).single();
            complete = seen;
            // Somebody is reading the meters: one that is replaced meanwhile would be read twice, and that is an error.
            ages.register(seen.keySet().stream().<Row<?>> map(this::age).toList(), false);
            figures = new Figures(now, never.size(), awaiting);
        }
        return figures;
    }

    private Row<?> age(String directoryId) {
        return Row.of(Tags.of("directory", directoryId), () -> {
            Instant at = complete.get(directoryId);
            return at == null ? Double.NaN : Duration.between(at, clock.instant()).toMillis() / 1000.0;
        });
    }
}
