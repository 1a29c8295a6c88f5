package dev.rollcall.reconcile;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Does what is to be done of a run on this node: finds its directories and takes several of them through it at the same time.
@Component
class RunWork {

    private final Discovery discovery;
    private final DirectoryReconciliation directories;
    private final RunLedger ledger;
    private final RunLeases leases;
    private final ReconcileProperties properties;

    RunWork(Discovery discovery, DirectoryReconciliation directories, RunLedger ledger, RunLeases leases,
            ReconcileProperties properties) {
        this.discovery = discovery;
        this.directories = directories;
        this.ledger = ledger;
        this.leases = leases;
        this.properties = properties;
    }

    /// {@return why some organizations were not seen; null if all were}
    ///
    /// @param stopping whether this node stops
    /// @throws RunStoppedException if it does, or if the run was cancelled or another node has it
    /// @throws dev.rollcall.scalekit.DirectoryApiException if the only organization of the run could not be seen
    @Nullable
    String make(RunLease lease, BooleanSupplier stopping) {
        Set<String> begun = ConcurrentHashMap.newKeySet();
        Queue<Future<?>> underWay = new ConcurrentLinkedQueue<>();
        try (RunThreads threads = new RunThreads(lease, leases, stopping, properties.parallelDirectories())) {
            Consumer<DirectoryTask> begin = task -> {
                // A run that was cut off while it looked for directories finds those again that it has begun.
                if (task.phase() != DirectoryTask.Phase.DONE && begun.add(task.directoryId())) {
                    underWay.add(threads.start(() -> directories.reconcile(lease, task, threads)));
                }
            };
            ledger.unfinished(lease).forEach(begin);
            String problem = null;
            if (!lease.discovered()) {
                problem = discovery.discover(lease, threads, begin);
                if (problem == null) {
                    leases.discovered(lease);
                }
            }
            threads.awaitAll(underWay);
            return problem;
        }
    }
}
