package dev.rollcall.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What runs came to, in figures.
@Component
class ReconcileMetrics {

    private final MeterRegistry meters;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final MultiGauge ages;

    ReconcileMetrics(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.meters = meters;
        this.jdbc = jdbc;
        this.clock = clock;
        this.ages = MultiGauge.builder("rollcall.sync.complete.age").baseUnit("seconds")
                .description("How long ago a run saw all of a directory, as far as this node knows").register(meters);
    }

    void finished(RunLease lease, SyncStatus outcome, Duration duration) {
        Timer.builder("rollcall.sync.runs").description("Runs by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .tag("trigger", lease.trigger().name().toLowerCase(Locale.ROOT)).register(meters).record(duration);
        if (!lease.dryRun()) {
            jdbc.sql("select kind, count(*) from sync_change where run_id = ? group by kind").param(lease.runId())
                    .query(row -> {
                        Counter.builder("rollcall.sync.drift").description("Differences that runs found")
                                .tag("kind", row.getString(1)).register(meters).increment(row.getLong(2));
                    });
            readAges();
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void readAges() {
        List<Row<?>> rows = new ArrayList<>();
        jdbc.sql("select directory_id, full_run_at from directory_baseline").query(row -> {
            rows.add(age(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()));
        });
        ages.register(rows, true);
    }

    private Row<?> age(String directoryId, Instant complete) {
        return Row.of(Tags.of("directory", directoryId),
                () -> Duration.between(complete, clock.instant()).toMillis() / 1000.0);
    }
}
