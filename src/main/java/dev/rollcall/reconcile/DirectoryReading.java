package dev.rollcall.reconcile;

import dev.rollcall.reconcile.DirectoryTask.Phase;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.ListedDirectory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads a directory, all of it where what was updated turns out not to be enough, and finds out what that proves.
@Component
class DirectoryReading {

    private final DirectoryApi api;
    private final DirectoryListing listing;
    private final FirstLook firstLook;
    private final ListingProof proof;
    private final Staging staging;
    private final Sought sought;
    private final Baselines baselines;
    private final RunLedger ledger;

    DirectoryReading(DirectoryApi api, DirectoryListing listing, FirstLook firstLook, ListingProof proof,
            Staging staging, Sought sought, Baselines baselines, RunLedger ledger) {
        this.api = api;
        this.listing = listing;
        this.firstLook = firstLook;
        this.proof = proof;
        this.staging = staging;
        this.sought = sought;
        this.baselines = baselines;
        this.ledger = ledger;
    }

    /// Reads the directory, if that is what comes next.
    void read(RunLease lease, DirectoryTask task, RunThreads threads) throws InterruptedException {
        if (task.phase() == Phase.GROUPS || task.phase() == Phase.USERS) {
            Optional<ListedDirectory> directory = look(task);
            if (directory.isEmpty()) {
                ledger.defect(lease, task, "Directory %s is not there any more.".formatted(task.directoryId()));
            } else {
                read(lease, task, directory.get(), threads);
            }
            ledger.enter(lease, task, Phase.COMPARING);
        }
    }

    private Optional<ListedDirectory> look(DirectoryTask task) {
        return api.directory(task.organizationId(), task.directoryId());
    }

    private void read(RunLease lease, DirectoryTask started, ListedDirectory directory, RunThreads threads)
            throws InterruptedException {
        DirectoryTask task = started;
        String wanted = lease.scope().directoryUserId();
        if (task.phase() == Phase.GROUPS) {
            ledger.beginListing(lease, task, directory);
            if (wanted == null) {
                note(lease, task, listing.groups(lease, task, directory, threads));
            }
            ledger.enter(lease, task, Phase.USERS);
            task = ledger.task(lease, task.directoryId());
        }
        if (!task.listed() && !sought.isFound(lease, task)) {
            DirectoryTask users = task;
            boolean first = listing.write(() -> firstLook.begin(lease, users));
            note(lease, task, listing.users(lease, task, directory, wanted, threads, pages -> {
                if (first) {
                    firstLook.users(lease, users, pages);
                }
            }));
            task = ledger.task(lease, task.directoryId());
        }
        if (sought.isFound(lease, task)) {
            return; // only that somebody is missing needs a proof
        }
        Optional<ListedDirectory> after = look(task);
        if (after.isEmpty()) {
            ledger.defect(lease, task, "Directory %s is not there any more.".formatted(task.directoryId()));
        } else if (task.mode() == SyncMode.INCREMENTAL && baselines.hasSomebodyLeft(lease, task, after.get())) {
            staging.clear(lease, task, SyncMode.FULL);
            read(lease, ledger.task(lease, task.directoryId()), after.get(), threads);
        } else {
            proof.prove(lease, task, after.get());
        }
    }

    private void note(RunLease lease, DirectoryTask task, @Nullable String defect) {
        if (defect != null) {
            ledger.defect(lease, task, "Directory %s: %s".formatted(task.directoryId(), defect));
        }
    }
}
