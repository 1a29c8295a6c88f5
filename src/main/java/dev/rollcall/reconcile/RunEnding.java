package dev.rollcall.reconcile;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Ends runs: says how, and takes away what only a run that is under way needs.
@Component
class RunEnding {

    private final SyncRunRepository runs;
    private final RunSummary summary;
    private final HeldLists held;
    private final Leftovers leftovers;
    private final Erasures erasures;
    private final Clock clock;

    RunEnding(SyncRunRepository runs, RunSummary summary, HeldLists held, Leftovers leftovers, Erasures erasures,
            Clock clock) {
        this.runs = runs;
        this.summary = summary;
        this.held = held;
        this.leftovers = leftovers;
        this.erasures = erasures;
        this.clock = clock;
    }

    /// @param early `CANCELLED` or `FAILED`; null if the run went on to its end
    /// @param failure why nothing was seen at all, or why it was cancelled; null if neither
    /// @return how it ended; empty if it is not this node's any more
    @Transactional
    Optional<SyncStatus> finish(RunLease lease, @Nullable SyncStatus early, @Nullable String failure) {
        SyncRun run = runs.findById(lease.runId()).orElseThrow();
        if (run.epoch() != lease.epoch() || run.status() != SyncStatus.RUNNING) {
            return Optional.empty();
        }
        boolean holds = !lease.dryRun() && held.isHolding(run.id());
        String why = summary.why(lease, failure);
        SyncStatus outcome = early != null ? early
                : holds ? SyncStatus.AWAITING_APPROVAL : why != null ? SyncStatus.INCOMPLETE : SyncStatus.SUCCEEDED;
        run.finish(outcome, why != null ? why : summary.stillHeld(run.id()), clock.instant());
        runs.flush();
        if (early != null) {
            held.expire(run.id());
        }
        leftovers.remove(run.id());
        leftovers.removeAbsences(run.id());
        erasures.forget(run.id());
        return Optional.of(outcome);
    }
}
