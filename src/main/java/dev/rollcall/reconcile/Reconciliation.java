package dev.rollcall.reconcile;

import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedOrganization;
import dev.rollcall.scalekit.Listing;
import dev.rollcall.scalekit.ScalekitDirectory;
import dev.rollcall.scalekit.ScalekitOrganization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Makes a run: finds its directories and takes several of them through it at the same time.
@Component
class Reconciliation {

    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    /// A deadlock or a lost connection passes.
    private static final int ATTEMPTS = 3;

    private final DirectoryApi api;
    private final DirectoryReconciliation directories;
    private final Observations observations;
    private final RunLeases leases;
    private final RunLedger ledger;
    private final RunEnding ending;
    private final Baselines baselines;
    private final KnownDirectories known;
    private final ReconcileMetrics metrics;
    private final ReconcileProperties properties;
    private final Clock clock;

    Reconciliation(DirectoryApi api, DirectoryReconciliation directories, Observations observations, RunLeases leases,
            RunLedger ledger, RunEnding ending, Baselines baselines, KnownDirectories known, ReconcileMetrics metrics,
            ReconcileProperties properties, Clock clock) {
        this.api = api;
        this.directories = directories;
        this.observations = observations;
        this.leases = leases;
        this.ledger = ledger;
        this.ending = ending;
        this.baselines = baselines;
        this.known = known;
        this.metrics = metrics;
        this.properties = properties;
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
            failure = new Work(lease, stopping).all();
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

    /// The work on one run on this node.
    private final class Work {

        private final RunLease lease;
        private final BooleanSupplier stopping;
        private final Semaphore listings = new Semaphore(properties.parallelDirectories());
        private final Queue<Future<?>> looks = new ConcurrentLinkedQueue<>();
        private final Queue<Future<?>> underWay = new ConcurrentLinkedQueue<>();
        private final Set<String> begun = ConcurrentHashMap.newKeySet();
        private final Queue<String> problems = new ConcurrentLinkedQueue<>();
        private final ExecutorService threads = Executors
                .newThreadPerTaskExecutor(Thread.ofVirtual().name("sync-", 0).factory());

        Work(RunLease lease, BooleanSupplier stopping) {
            this.lease = lease;
            this.stopping = stopping;
        }

        /// {@return why some organizations were not seen; null if all were}
        @Nullable
        String all() {
            try {
                ledger.unfinished(lease).forEach(this::begin);
                if (!lease.discovered()) {
                    discover();
                    awaitAll(looks);
                    if (problems.isEmpty()) {
                        leases.discovered(lease);
                    }
                }
                awaitAll(underWay);
                return problems.peek();
            } finally {
                threads.shutdownNow();
                threads.close();
            }
        }

        /// A run that was cut off while it looked for directories finds those again that it has begun.
        private void begin(DirectoryTask task) {
            if (task.phase() == DirectoryTask.Phase.DONE || !begun.add(task.directoryId())) {
                return;
            }
            underWay.add(threads.submit(() -> {
                insist(task);
                return null;
            }));
        }

        /// One directory's failure is its own. It is noted in the database: if that is away altogether, the run is gone on
        /// with later.
        private void insist(DirectoryTask started) throws InterruptedException {
            DirectoryTask task = started;
            for (int attempts = 1; task.phase() != DirectoryTask.Phase.DONE; attempts++) {
                try {
                    take(task);
                    return;
                } catch (RunStoppedException stopped) {
                    throw stopped;
                } catch (RuntimeException | Error failed) {
                    RunStoppedException.throwIfInterrupted();
                    log.warn("Directory {} of run {} failed, attempt {} of {}", task.directoryId(), lease.runId(),
                            attempts, ATTEMPTS, failed);
                    if (attempts == ATTEMPTS) {
                        ledger.giveUp(lease, task,
                                "Directory %s: it failed with %s, and Rollcall's log says why. What was found is not applied, or only in part."
                                        .formatted(task.directoryId(), failed.getClass().getSimpleName()));
                    }
                    task = ledger.task(lease, task.directoryId());
                }
            }
        }

        private void take(DirectoryTask task) throws InterruptedException {
            listings.acquire();
            try {
                directories.list(lease, task);
            } catch (DirectoryApiException failed) {
                RunStoppedException.throwIfInterrupted();
                ledger.defect(lease, task, "Directory %s: %s".formatted(task.directoryId(), failed.getMessage()));
                ledger.enter(lease, task, DirectoryTask.Phase.COMPARING);
            } finally {
                listings.release();
            }
            directories.repair(lease, task);
        }

        private void awaitAll(Queue<Future<?>> queue) {
            RuntimeException first = null;
            for (Future<?> next = queue.poll(); next != null; next = queue.poll()) {
                try {
                    await(next);
                } catch (RuntimeException failed) {
                    // Whoever is still at it notices at the next page or chunk.
                    first = first == null ? failed : first;
                    threads.shutdownNow();
                }
            }
            if (first != null) {
                throw first;
            }
        }

        private void await(Future<?> future) {
            while (true) {
                try {
                    future.get(200, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException notYet) {
                    if (stopping.getAsBoolean()) {
                        threads.shutdownNow();
                        throw RunStoppedException.nodeStops();
                    }
                    if (isCancelled()) {
                        threads.shutdownNow();
                        throw RunStoppedException.cancelled();
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw RunStoppedException.nodeStops();
                } catch (ExecutionException failed) {
                    throw failed.getCause() instanceof RuntimeException cause ? cause : RunStoppedException.nodeStops();
                }
            }
        }

        /// {@return whether the run was cancelled and the database does nothing for it any more: else it would go on with what
        /// nobody waits for}
        private boolean isCancelled() {
            try {
                return leases.isCancelled(lease) && !leases.endStatements(lease);
            } catch (DataAccessException unknown) {
                log.debug("Whether run {} was cancelled cannot be told: it is asked again", lease.runId(), unknown);
                return false;
            }
        }

        private void discover() {
            String organizationId = lease.scope().organizationId();
            if (organizationId != null) {
                look(organizationId);
                return;
            }
            Set<String> listed = new HashSet<>();
            try {
                list(listed);
            } catch (DirectoryApiException failed) {
                RunStoppedException.throwIfInterrupted();
                problems.add(String.valueOf(failed.getMessage()));
                return;
            }
            if (lease.mode() == SyncMode.FULL) {
                // Asked for one by one: that a listing leaves somebody out proves nothing.
                known.organizationsInUse().stream().filter(id -> !listed.contains(id))
                        .forEach(id -> submit(id, () -> look(id)));
            }
        }

        private void list(Set<String> listed) {
            PageTrail trail = new PageTrail("organizations");
            String token = null;
            do {
                Listing<ScalekitOrganization> page = api.organizations(token);
                page.items().stream().filter(organization -> listed.add(organization.id()))
                        .forEach(organization -> submit(organization.id(),
                                () -> look(new ListedOrganization(organization, page.fetchedAt()))));
                page.unreadable().forEach(place -> problems.add("%s cannot be read.".formatted(place)));
                token = page.nextPageToken();
                String endless = token == null ? null : trail.follow(token, page.totalSize());
                if (endless != null) {
                    problems.add(endless);
                    return;
                }
            } while (token != null);
        }

        private void submit(String organizationId, Runnable look) {
            looks.add(threads.submit(() -> {
                listings.acquire();
                try {
                    look.run();
                } catch (DirectoryApiException failed) {
                    RunStoppedException.throwIfInterrupted();
                    problems.add(String.valueOf(failed.getMessage()));
                } catch (RunStoppedException stopped) {
                    throw stopped;
                } catch (RuntimeException | Error failed) {
                    RunStoppedException.throwIfInterrupted();
                    log.error("Organization {} of run {} failed", organizationId, lease.runId(), failed);
                    problems.add("Organization %s: it failed with %s, and Rollcall's log says why."
                            .formatted(organizationId, failed.getClass().getSimpleName()));
                } finally {
                    listings.release();
                }
                return null;
            }));
        }

        private void look(String organizationId) {
            Optional<ListedOrganization> organization = api.organization(organizationId);
            if (organization.isPresent()) {
                look(organization.get());
                return;
            }
            missing(organizationId, Set.of(), clock.instant());
            if (!known.hasEnabled(organizationId) && known.organizationsInUse().contains(organizationId)) {
                problems.add("Organization %s is not there any more, and no directory of its users is known."
                        .formatted(organizationId));
            }
        }

        private void look(ListedOrganization organization) {
            String id = organization.organization().id();
            if (!lease.dryRun()) {
                observations.organization(organization.organization(), false, seenAt(organization.fetchedAt()),
                        Cause.syncRun(lease.runId()));
            }
            List<ListedDirectory> directories = api.directories(id);
            Set<String> listed = directories.stream().map(directory -> directory.directory().id())
                    .collect(Collectors.toSet());
            directories.forEach(directory -> look(directory, listed));
            missing(id, listed, organization.fetchedAt());
        }

        private void look(ListedDirectory listed, Set<String> siblings) {
            ScalekitDirectory directory = listed.directory();
            if (!isInScope(directory.id())) {
                return;
            }
            if (!lease.dryRun()) {
                observations.directory(directory, listed.enabled(), seenAt(listed.fetchedAt()),
                        Cause.syncRun(lease.runId()));
            }
            if (listed.enabled()) {
                plan(listed, siblings);
            }
        }

        private boolean isInScope(String directoryId) {
            return lease.scope().directoryId() == null || lease.scope().directoryId().equals(directoryId);
        }

        /// Looks for directories that are known and were not listed.
        ///
        /// @param at when the organization was fetched, or found not to be there
        private void missing(String organizationId, Set<String> listed, Instant at) {
            if (lease.mode() != SyncMode.FULL) {
                return;
            }
            known.of(organizationId).stream().filter(id -> isInScope(id) && !listed.contains(id))
                    .forEach(directoryId -> {
                        api.directory(organizationId, directoryId).ifPresentOrElse(there -> look(there, listed), () -> {
                            ledger.addGone(lease, organizationId, directoryId, seenAt(at).at(), listed);
                            begin(ledger.task(lease, directoryId));
                        });
                    });
        }

        private Version seenAt(Instant fetchedAt) {
            return new Version(properties.seenAt(fetchedAt), lease.observer());
        }

        private void plan(ListedDirectory directory, Set<String> siblings) {
            Baseline baseline = baselines.find(directory.directory().id()).orElse(null);
            SyncMode mode = SyncMode.FULL;
            Instant updatedAfter = null;
            if (lease.mode() == SyncMode.INCREMENTAL && baseline != null) {
                if (lease.trigger() == SyncTrigger.SCHEDULED && baseline.isStillTrueOf(directory)) {
                    return;
                }
                if (baseline.isEnoughFor(directory)) {
                    mode = SyncMode.INCREMENTAL;
                    updatedAfter = baseline.listedFrom().minus(properties.overlap());
                }
            }
            ledger.add(lease, directory, mode, updatedAfter, siblings);
            begin(ledger.task(lease, directory.directory().id()));
        }
    }

    /// Gives a run up that could not be made again and again.
    void fail(long runId) {
        log.error("Run {} is given up: see what failed before", runId);
        leases.begin(runId).ifPresent(lease -> ending.finish(lease, SyncStatus.FAILED,
                "It failed again and again: Rollcall's log says why."));
    }
}
