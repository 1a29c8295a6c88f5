package dev.rollcall.accounts;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// The thread that goes round what is to be settled, for as long as the node runs.
@Component
class SettlementWorker implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SettlementWorker.class);

    private final Settlement settlement;
    private final Semaphore stopped = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;

    SettlementWorker(Settlement settlement) {
        this.settlement = settlement;
    }

    @Override
    public void start() {
        stopped.drainPermits();
        running = true;
        thread = Thread.ofPlatform().name("settlement").start(this::work);
    }

    private void work() {
        while (running) {
            Duration pause = Settlement.LOOK_AGAIN;
            try {
                pause = settlement.round();
            } catch (DataAccessException | TransactionException unavailable) {
                log.warn("The database cannot be used ({}): changes of many accounts wait, trying again in {}",
                        unavailable.getClass().getSimpleName(), Settlement.LOOK_AGAIN);
            }
            try {
                if (stopped.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /// Returns when what is being settled is committed.
    @Override
    public void stop() {
        running = false;
        stopped.release();
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            log.warn("Interrupted while accounts are settled: what is not committed is done after the restart");
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
