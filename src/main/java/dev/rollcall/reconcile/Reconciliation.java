package dev.rollcall.reconcile;

import dev.rollcall.scalekit.DirectoryApiException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Makes a run, from its beginning on this node to its end, or until another node has to go on.
@Component
class Reconciliation {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private final RunWork work;
    private final RunLeases leases;
    private final RunLedger ledger;
    private final RunEnding ending;
    private final ReconcileMetrics metrics;
    private final Clock clock;

    Reconciliation(RunWork work, RunLeases leases, RunLedger ledger, RunEnding ending, ReconcileMetrics metrics,
            Clock clock) {
        this.work = work;
        this.leases = leases;
        this.ledger = ledger;
        this.ending = ending;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Makes a run, or what is left of it.
    ///
    /// @param runId the run
    /// @param stopping whether this node stops, so that another one has to go on
    /// @return whether the run has ended
    /// @throws org.springframework.dao.DataAccessException if the database fails; the run can be gone on with later
    boolean run(long runId, BooleanSupplier stopping) {
        Optional<RunLease> begun = leases.begin(runId);
        if (begun.isEmpty()) {
            return true;
        }
        RunLease lease = begun.get();
        log.info("Run {} begins ({}, epoch {})", runId, lease.mode(), lease.epoch());
        Instant from = clock.instant();
        SyncStatus early = null;
        String failure = null;
        try {
            failure = work.make(lease, stopping);
            if (failure != null && !ledger.hasDirectories(lease)) {
                early = SyncStatus.FAILED;
            }
        } catch (RunStoppedException stopped) {
            if (!stopped.isCancelled()) {
                log.info("Run {} stops here: {} It goes on from its last page", runId, stopped.getMessage());
                return false;
            }
            early = SyncStatus.CANCELLED;
            failure = stopped.getMessage();
        } catch (DirectoryApiException failed) {
            early = SyncStatus.FAILED;
            failure = failed.getMessage();
        } catch (RuntimeException failed) {
            if (!leases.isCancelled(lease)) {
                throw failed;
            }
            early = SyncStatus.CANCELLED;
            failure = RunStoppedException.cancelled().getMessage();
        }
        Optional<SyncStatus> outcome = ending.finish(lease, early, failure);
        if (outcome.isEmpty()) {
            log.info("Run {} is not this node's any more", runId);
            return true;
        }
        metrics.finished(lease, outcome.get(), Duration.between(from, clock.instant()));
        if (failure == null) {
            log.info("Run {} ends {}", runId, outcome.get());
        } else {
            log.warn("Run {} ends {}: {}", runId, outcome.get(), failure);
        }
        return true;
    }

    /// Gives a run up that could not be made again and again.
    void fail(long runId) {
        log.error("Run {} is given up: see what failed before", runId);
        leases.begin(runId).ifPresent(lease -> ending.finish(lease, SyncStatus.FAILED,
                "It failed again and again: Rollcall's log says why."));
    }
}
