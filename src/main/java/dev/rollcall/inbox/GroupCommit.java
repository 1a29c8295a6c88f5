package dev.rollcall.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/// Commits events that arrive at the same time together: a batch waits until no other one is being written, and is then
/// written with everything that has come until then. Whoever brought an event waits for that, but not longer than a sender
/// may be kept waiting.
@Component
class GroupCommit {

    // While one batch is on its way to the disk, the next is made ready.
    private static final int WRITERS = 2;
    // What waits is bounded: 32 MiB, and about as many events as Tomcat has connections.
    private static final int MOST_BATCHES_WAITING = 8;
    private static final int MOST_EVENTS = 1000;
    private static final int MOST_BYTES = 4 * 1024 * 1024;
    // Whatever the database does, a sender is told within 2 s; Scalekit gives up after 10.
    private static final Duration LONGEST_WAIT = Duration.ofMillis(1500);

    private final Arrivals arrivals;
    private final long longestWaitMillis;
    private final Semaphore writers = new Semaphore(WRITERS, true);
    private Batch open = new Batch();

    @Autowired
    GroupCommit(Arrivals arrivals) {
        this(arrivals, LONGEST_WAIT);
    }

    /// @param arrivals writes
    /// @param longestWait how long whoever brings an event waits at most
    GroupCommit(Arrivals arrivals, Duration longestWait) {
        this.arrivals = arrivals;
        this.longestWaitMillis = longestWait.toMillis();
    }

    /// Keeps an event. When this returns the event is committed, by this call or an earlier one.
    ///
    /// @param arrival the event
    /// @return its place in the inbox
    /// @throws DataAccessException if it could not be kept in time. It may be kept yet, and is a duplicate then when it comes
    /// again
    Acceptance keep(Arrival arrival) {
        try {
            return together(arrival);
        } catch (DataAccessResourceFailureException unreachable) {
            throw unreachable;
        } catch (DataAccessException failed) {
            // Another event may be the reason: each is tried alone, by whoever brought it.
            return arrivals.insert(List.of(arrival)).getFirst();
        }
    }

    private Acceptance together(Arrival arrival) {
        Batch batch;
        int place;
        synchronized (this) {
            if (!open.hasRoomFor(arrival)) {
                open = new Batch();
            }
            batch = open;
            place = batch.add(arrival);
        }
        if (place == 0) {
            Thread.ofVirtual().name("group-commit").start(() -> write(batch));
        }
        try {
            return batch.acceptances.get(longestWaitMillis, TimeUnit.MILLISECONDS).get(place);
        } catch (TimeoutException late) {
            throw new DataAccessResourceFailureException("It was not written in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DataAccessResourceFailureException("Interrupted before it was written", interrupted);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof DataAccessException failure ? failure
                    : new IllegalStateException(failed.getCause());
        }
    }

    private void write(Batch batch) {
        boolean mayWrite = false;
        try {
            mayWrite = writers.getQueueLength() < MOST_BATCHES_WAITING
                    && writers.tryAcquire(longestWaitMillis, TimeUnit.MILLISECONDS);
            List<Arrival> closed = close(batch);
            if (!mayWrite) {
                throw new DataAccessResourceFailureException("Too many events wait to be written");
            }
            batch.acceptances.complete(arrivals.insert(closed));
        } catch (InterruptedException | RuntimeException | Error failed) {
            batch.acceptances.completeExceptionally(failed);
        } finally {
            if (mayWrite) {
                writers.release();
            }
        }
    }

    /// {@return what is in the batch, to which nothing is added any more}
    private synchronized List<Arrival> close(Batch batch) {
        if (open == batch) {
            open = new Batch();
        }
        return batch.arrivals;
    }

    /// What is written together.
    private static final class Batch {

        private final List<Arrival> arrivals = new ArrayList<>();
        private final CompletableFuture<List<Acceptance>> acceptances = new CompletableFuture<>();
        private int bytes;

        boolean hasRoomFor(Arrival arrival) {
            return arrivals.isEmpty()
                    || arrivals.size() < MOST_EVENTS && bytes + arrival.payload().length <= MOST_BYTES;
        }

        int add(Arrival arrival) {
            arrivals.add(arrival);
            bytes += arrival.payload().length;
            return arrivals.size() - 1;
        }
    }
}
