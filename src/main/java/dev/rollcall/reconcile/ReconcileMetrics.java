package dev.rollcall.reconcile;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What runs came to, in figures.
@Component
class ReconcileMetrics {

    private static final List<SyncStatus> ENDINGS = List.of(SyncStatus.SUCCEEDED, SyncStatus.INCOMPLETE,
            SyncStatus.AWAITING_APPROVAL, SyncStatus.FAILED, SyncStatus.CANCELLED);
    private static final List<String> KINDS = List.of("user.created", "user.updated", "user.deactivated",
            "user.reactivated", "user.email_removed", "user.roles_removed", "user.groups_removed", "group.created",
            "group.updated", "group.restored", "group.deleted");

    private final MeterRegistry meters;
    private final JdbcClient jdbc;

    ReconcileMetrics(MeterRegistry meters, JdbcClient jdbc) {
        this.meters = meters;
        this.jdbc = jdbc;
        for (SyncTrigger trigger : SyncTrigger.values()) {
            ENDINGS.forEach(outcome -> runs(outcome, trigger));
        }
        KINDS.forEach(this::drift);
    }

    void finished(RunLease lease, SyncStatus outcome, Duration duration) {
        runs(outcome, lease.trigger()).record(duration);
    }

    /// Counts what the comparison of a directory has found, once: not what an older run holds already, and not again when it
    /// is approved. What has been applied by then was found while the directory was listed.
    void found(RunLease lease, DirectoryTask task) {
        if (!lease.dryRun()) {
            jdbc.sql(
                    """
                            select kind, count(*) from sync_change
                             where run_id = ? and directory_id = ? and status in ('PLANNED', 'HELD', 'APPLIED', 'STALE', 'REFUSED')
                             group by kind""")
                    .params(lease.runId(), task.directoryId()).query(row -> {
                        drift(row.getString(1)).increment(row.getLong(2));
                    });
        }
    }

    private Timer runs(SyncStatus outcome, SyncTrigger trigger) {
        return Timer.builder("rollcall.sync.runs").description("Runs by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .tag("trigger", trigger.name().toLowerCase(Locale.ROOT)).register(meters);
    }

    private Counter drift(String kind) {
        return Counter.builder("rollcall.sync.drift").description("Differences that runs found").tag("kind", kind)
                .register(meters);
    }
}
