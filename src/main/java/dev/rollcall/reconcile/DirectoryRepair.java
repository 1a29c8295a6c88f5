package dev.rollcall.reconcile;

import dev.rollcall.accounts.Observation;
import dev.rollcall.reconcile.DirectoryTask.Phase;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/// Compares what was read of a directory with what is known, and applies the difference.
@Component
class DirectoryRepair {

    /// Repairs at the same time on this node: more would take the database away from webhooks.
    private static final int REPAIRS = 2;

    private final Comparison comparison;
    private final Repair changes;
    private final ApprovedDepartures departures;
    private final UnchangedUsers unchanged;
    private final RunLedger ledger;
    private final ReconcileMetrics metrics;
    private final Semaphore repairs = new Semaphore(REPAIRS);

    DirectoryRepair(Comparison comparison, Repair changes, ApprovedDepartures departures, UnchangedUsers unchanged,
            RunLedger ledger, ReconcileMetrics metrics) {
        this.comparison = comparison;
        this.changes = changes;
        this.departures = departures;
        this.unchanged = unchanged;
        this.ledger = ledger;
        this.metrics = metrics;
    }

    /// Compares, if that is what comes next, and applies. It ends the directory.
    void repair(RunLease lease, DirectoryTask started) throws InterruptedException {
        repairs.acquire();
        try {
            DirectoryTask task = ledger.task(lease, started.directoryId());
            if (task.phase() == Phase.COMPARING) {
                comparison.compare(lease, task);
                metrics.found(lease, task);
            }
            if (!lease.dryRun()) {
                apply(lease, task);
            }
            ledger.done(lease, task);
        } finally {
            repairs.release();
        }
    }

    private void apply(RunLease lease, DirectoryTask task) {
        if (lease.trigger() == SyncTrigger.WEBHOOK) {
            applyDepartures(lease, task);
        }
        boolean more = true;
        while (more) {
            more = changes.groups(lease, task, false);
        }
        List<Observation> users = changes.next(lease, task, "");
        while (!users.isEmpty()) {
            changes.users(lease, task, users);
            users = changes.next(lease, task, users.getLast().user().id());
        }
        more = true;
        while (more) {
            more = changes.groups(lease, task, true);
        }
        String after = unchanged.first(lease, task);
        while (after != null) {
            after = unchanged.confirm(lease, task, after);
        }
    }

    /// Several events may tell of somebody: each pass applies one of everybody's.
    private void applyDepartures(RunLease lease, DirectoryTask task) {
        String after = "";
        while (after != null) {
            String next = departures.apply(lease, task, after);
            after = next != null ? next : after.isEmpty() ? null : "";
        }
    }
}
