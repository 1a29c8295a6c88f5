package dev.rollcall.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Runs this node's workers. Each applies batch after batch while there is work, then waits to be woken.
@Component
class Dispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
    // Many small transactions cost more than a few: what comes within these milliseconds is applied together.
    private static final long MILLIS_BETWEEN_BATCHES = 10;

    private final Worker worker;
    private final Wakeup wakeup;
    private final InboxProperties properties;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    Dispatcher(Worker worker, Wakeup wakeup, InboxProperties properties) {
        this.worker = worker;
        this.wakeup = wakeup;
        this.properties = properties;
    }

    @Override
    public synchronized void start() {
        running = true;
        for (int i = 1; i <= properties.workers(); i++) {
            threads.add(Thread.ofPlatform().name("inbox-worker-" + i).start(this::work));
        }
    }

    /// Claims nothing new and returns when what was claimed is finished.
    @Override
    public synchronized void stop() {
        running = false;
        threads.forEach(thread -> wakeup.signal());
        try {
            for (Thread thread : threads) {
                thread.join();
            }
            threads.clear();
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
                int applied = worker.applyDue(this::isRunning);
                if (applied == 0 && !worker.standInLine(this::isRunning)) {
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

    private void pause() {
        try {
            wakeup.await(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
