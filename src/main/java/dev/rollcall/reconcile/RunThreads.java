package dev.rollcall.reconcile;

import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// The threads that work on one run on this node. They stop when the run is cancelled, and when the node stops.
final class RunThreads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RunThreads.class);

    private final RunLease lease;
    private final RunLeases leases;
    private final BooleanSupplier stopping;
    private final Semaphore listings;
    private final Semaphore requests;
    private final Semaphore looks;
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("sync-", 0).factory());

    /// @param stopping whether this node stops
    /// @param parallel how many of them wait for a page at the same time, and how many look into organizations. Half as many
    /// more are at a listing: while one of them writes down what it has read, another one asks.
    RunThreads(RunLease lease, RunLeases leases, BooleanSupplier stopping, int parallel) {
        this.lease = lease;
        this.leases = leases;
        this.stopping = stopping;
        this.listings = new Semaphore(parallel + parallel / 2);
        this.requests = new Semaphore(parallel);
        this.looks = new Semaphore(parallel);
    }

    /// Something that may wait.
    interface Work {

        void run() throws InterruptedException;
    }

    /// Begins something at once.
    Future<?> start(Work work) {
        return threads.submit(() -> {
            work.run();
            return null;
        });
    }

    /// Lists something as soon as there is room for it.
    void inTurn(Work listing) throws InterruptedException {
        listings.acquire();
        try {
            listing.run();
        } finally {
            listings.release();
        }
    }

    /// Asks for a page as soon as there is room for it.
    <T> T ask(Supplier<T> question) {
        return within(requests, question);
    }

    /// Looks into an organization as soon as there is room for it. No page waits for that, of however many organizations.
    <T> T look(Supplier<T> look) {
        return within(looks, look);
    }

    private static <T> T within(Semaphore room, Supplier<T> question) {
        try {
            room.acquire();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw RunStoppedException.nodeStops();
        }
        try {
            return question.get();
        } finally {
            room.release();
        }
    }

    /// Waits for work that was started. If some of it fails, the rest is not begun any more.
    void awaitAll(Queue<Future<?>> queue) {
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

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
