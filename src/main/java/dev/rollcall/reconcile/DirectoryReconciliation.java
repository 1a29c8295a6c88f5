package dev.rollcall.reconcile;

import dev.rollcall.scalekit.DirectoryApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Takes one directory through a run: reads it, and repairs what is different. It begins where the run was cut off.
@Component
class DirectoryReconciliation {

    private static final Logger log = LoggerFactory.getLogger(DirectoryReconciliation.class);

    /// A deadlock or a lost connection passes.
    private static final int ATTEMPTS = 3;

    private final DirectoryReading reading;
    private final DirectoryRepair repair;
    private final RunLedger ledger;

    DirectoryReconciliation(DirectoryReading reading, DirectoryRepair repair, RunLedger ledger) {
        this.reading = reading;
        this.repair = repair;
        this.ledger = ledger;
    }

    /// One directory's failure is its own. It is noted in the database: if that is away altogether, the run is gone on
    /// with later.
    void reconcile(RunLease lease, DirectoryTask started, RunThreads threads) throws InterruptedException {
        DirectoryTask task = started;
        for (int attempts = 1; task.phase() != DirectoryTask.Phase.DONE; attempts++) {
            try {
                take(lease, task, threads);
                return;
            } catch (RunStoppedException stopped) {
                throw stopped;
            } catch (RuntimeException | Error failed) {
                RunStoppedException.throwIfInterrupted();
                log.warn("Directory {} of run {} failed, attempt {} of {}", task.directoryId(), lease.runId(), attempts,
                        ATTEMPTS, failed);
                if (attempts == ATTEMPTS) {
                    ledger.giveUp(lease, task,
                            "Directory %s: it failed with %s, and Rollcall's log says why. What was found is not applied, or only in part."
                                    .formatted(task.directoryId(), failed.getClass().getSimpleName()));
                }
                task = ledger.task(lease, task.directoryId());
            }
        }
    }

    private void take(RunLease lease, DirectoryTask task, RunThreads threads) throws InterruptedException {
        threads.inTurn(() -> {
            try {
                reading.read(lease, task, threads);
            } catch (DirectoryApiException failed) {
                RunStoppedException.throwIfInterrupted();
                ledger.defect(lease, task, "Directory %s: %s".formatted(task.directoryId(), failed.getMessage()));
                ledger.enter(lease, task, DirectoryTask.Phase.COMPARING);
            }
        });
        repair.repair(lease, task);
    }
}
