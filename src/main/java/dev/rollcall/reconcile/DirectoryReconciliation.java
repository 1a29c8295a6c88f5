package dev.rollcall.reconcile;

import dev.rollcall.accounts.Observation;
import dev.rollcall.reconcile.DirectoryTask.Phase;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.ListedDirectory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Takes one directory through a run: list, prove, compare, apply. It begins where the run was cut off.
@Component
class DirectoryReconciliation {

    /// Repairs at the same time on this node: more would take the database away from webhooks.
    private static final int REPAIRS = 2;

    private final DirectoryApi api;
    private final DirectoryListing listing;
    private final ListingProof proof;
    private final Staging staging;
    private final Comparison comparison;
    private final Repair repair;
    private final RunLedger ledger;
    private final ReconcileMetrics metrics;
    private final Baselines baselines;
    private final Semaphore repairs = new Semaphore(REPAIRS);

    DirectoryReconciliation(DirectoryApi api, DirectoryListing listing, ListingProof proof, Staging staging,
            Comparison comparison, Repair repair, RunLedger ledger, ReconcileMetrics metrics, Baselines baselines) {
        this.api = api;
        this.listing = listing;
        this.proof = proof;
        this.staging = staging;
        this.comparison = comparison;
        this.repair = repair;
        this.ledger = ledger;
        this.metrics = metrics;
        this.baselines = baselines;
    }

    /// Reads the directory, and finds out what that proves.
    void list(RunLease lease, DirectoryTask task) throws InterruptedException {
        if (task.phase() == Phase.GROUPS || task.phase() == Phase.USERS) {
            Optional<ListedDirectory> directory = look(task);
            if (directory.isEmpty()) {
                ledger.defect(lease, task, "Directory %s is not there any more.".formatted(task.directoryId()));
            } else {
                read(lease, task, directory.get());
            }
            ledger.enter(lease, task, Phase.COMPARING);
        }
    }

    private Optional<ListedDirectory> look(DirectoryTask task) {
        return api.directory(task.organizationId(), task.directoryId());
    }

    private void read(RunLease lease, DirectoryTask started, ListedDirectory directory) throws InterruptedException {
        DirectoryTask task = started;
        String wanted = lease.scope().directoryUserId();
        if (task.phase() == Phase.GROUPS) {
            ledger.beginListing(lease, task, directory);
            if (wanted == null) {
                note(lease, task, listing.groups(lease, task, directory));
            }
            ledger.enter(lease, task, Phase.USERS);
            task = ledger.task(lease, task.directoryId());
        }
        if (!task.listed() && !isFound(lease, task, wanted)) {
            note(lease, task, listing.users(lease, task, directory, wanted));
        }
        if (isFound(lease, task, wanted)) {
            return; // only that somebody is missing needs a proof
        }
        Optional<ListedDirectory> after = look(task);
        if (after.isEmpty()) {
            ledger.defect(lease, task, "Directory %s is not there any more.".formatted(task.directoryId()));
        } else if (task.mode() == SyncMode.INCREMENTAL && baselines.hasSomebodyLeft(lease, task, after.get())) {
            staging.clear(lease, task, SyncMode.FULL);
            read(lease, ledger.task(lease, task.directoryId()), after.get());
        } else {
            proof.prove(lease, task, after.get());
        }
    }

    private boolean isFound(RunLease lease, DirectoryTask task, @Nullable String wanted) {
        return wanted != null && staging.has(lease, task, wanted);
    }

    private void note(RunLease lease, DirectoryTask task, @Nullable String defect) {
        if (defect != null) {
            ledger.defect(lease, task, "Directory %s: %s".formatted(task.directoryId(), defect));
        }
    }

    /// Compares and applies what was read.
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
            departures(lease, task);
        }
        boolean more = true;
        while (more) {
            more = repair.groups(lease, task, false);
        }
        List<Observation> users = repair.next(lease, task, "");
        while (!users.isEmpty()) {
            repair.users(lease, task, users);
            users = repair.next(lease, task, users.getLast().user().id());
        }
        more = true;
        while (more) {
            more = repair.groups(lease, task, true);
        }
        String after = "";
        while (after != null) {
            after = repair.confirm(lease, task, after);
        }
    }

    /// Several events may tell of somebody: each pass applies one of everybody's.
    private void departures(RunLease lease, DirectoryTask task) {
        String after = "";
        while (after != null) {
            String next = repair.departures(lease, task, after);
            after = next != null ? next : after.isEmpty() ? null : "";
        }
    }
}
