package dev.rollcall.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Runs this node's workers. Each applies batch after batch while there is work, then waits to be woken.
@Component
class Dispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    // Many small transactions cost more than a few: what comes within these milliseconds is applied together.
    private static final long MILLIS_BETWEEN_BATCHES = 10;

    private final EventBatch batch;
    private final Wakeup wakeup;
    private final InboxMetrics metrics;
    private final EventTraces traces;
    private final InboxProperties properties;
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean running;

    Dispatcher(EventBatch batch, Wakeup wakeup, InboxMetrics metrics, EventTraces traces, InboxProperties properties) {
        this.batch = batch;
        this.wakeup = wakeup;
        this.metrics = metrics;
        this.traces = traces;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        running = true;
        for (int i = 1; i <= properties.workers(); i++) {
            workers.add(Thread.ofPlatform().name("inbox-worker-" + i).start(this::work));
        }
    }

    /// Claims nothing new and returns when what was claimed is finished.
    @Override
    public synchronized void stop() {
        running = false;
        workers.forEach(worker -> wakeup.signal());
        try {
            for (Thread worker : workers) {
                worker.join();
            }
            workers.clear();
        } catch (InterruptedException interrupted) {
            log.warn("Interrupted while waiting for the workers: what they have claimed is applied after the restart");
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void work() {
        workWhileRunning();
        wakeup.signal(); // this worker may have drained the signals that were to stop the others
    }

    private void workWhileRunning() {
        while (running) {
            try {
                int applied = applyDue(batch::applyDue);
                if (applied == 0 && !standInLine()) {
                    wakeup.await(properties.pollInterval());
                } else if (applied < properties.batchSize()) {
                    TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_BATCHES);
                } else {
                    wakeup.signal(); // there may be enough for another worker, too
                }
            } catch (DataAccessException | TransactionException unavailable) {
                log.warn("The database cannot be used ({}): pending events wait, trying again in {}",
                        unavailable.getClass().getSimpleName(), PAUSE_AFTER_FAILURE);
                pause();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error unexpected) {
                log.error("A worker failed: pending events wait, trying again in {}", PAUSE_AFTER_FAILURE, unexpected);
                pause();
            }
        }
    }

    /// Whoever has much to do with an organization leaves its lock for no longer than an instant: who only looks now and then
    /// would not get it. Nothing else is due meanwhile, or another worker sees to it.
    ///
    /// @return whether there was anybody to wait for
    private boolean standInLine() {
        Optional<String> organization = batch.nextInLine();
        organization.ifPresent(next -> {
            try {
                applyDue((limit, claimed) -> batch.applyInTurn(next, limit, claimed));
            } catch (PessimisticLockingFailureException notYet) {
                log.debug("Organization {} is still being changed: its events wait", next);
            }
        });
        return organization.isPresent();
    }

    private int applyDue(BiFunction<Integer, Consumer<List<Long>>, List<Attempt>> claim) {
        List<Long> claimed = new ArrayList<>();
        List<Attempt> done;
        try {
            done = claim.apply(properties.batchSize(), claimed::addAll);
        } catch (RuntimeException | Error failed) { // an error, too, may come of what one event contains
            if (claimed.isEmpty()) {
                throw failed;
            }
            log.warn("A batch of {} events failed ({}): applying them one by one", claimed.size(),
                    failed.getClass().getSimpleName());
            claimed.forEach(this::applyAlone);
            return claimed.size();
        }
        done.forEach(this::attempted);
        return done.size();
    }

    private void applyAlone(long id) {
        if (!running) {
            return; // still pending: whoever is running claims it
        }
        List<Throwable> causes = new ArrayList<>();
        try {
            batch.applyAlone(id, causes::add).forEach(this::attempted);
        } catch (RuntimeException | Error last) {
            Throwable failed = causes.isEmpty() ? last : causes.getFirst();
            if (Disturbance.isSeenIn(failed)) {
                log.warn("Event {} could not be applied, which is not its fault ({}): it is tried again soon", id,
                        failed.getClass().getSimpleName());
                batch.postpone(id, "The database did not let it be applied yet.");
                return;
            }
            log.error("Event {} failed", id, failed);
            batch.fail(id, "Failed with " + failed.getClass().getSimpleName() + ".").ifPresent(this::attempted);
        }
    }

    private void attempted(Attempt attempt) {
        if (attempt.outcome() instanceof Outcome.GoesOn) {
            return; // the attempt has not ended
        }
        metrics.attempted(attempt);
        traces.attempted(attempt);
    }

    private void pause() {
        try {
            wakeup.await(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
