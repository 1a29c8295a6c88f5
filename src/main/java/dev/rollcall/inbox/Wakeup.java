package dev.rollcall.inbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Tells this node's idle workers that there is work.
@Component
class Wakeup {

    private static final int MOST_SIGNALS = 64;

    private final Semaphore signals = new Semaphore(0);

    void signal() {
        if (signals.availablePermits() < MOST_SIGNALS) {
            signals.release();
        }
    }

    void signalAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                signal();
            }
        });
    }

    /// Waits for a signal. One signal wakes one worker, and what it finds may answer many signals.
    ///
    /// @param atMost how long to wait
    /// @throws InterruptedException if the worker is to stop
    void await(Duration atMost) throws InterruptedException {
        if (signals.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            signals.drainPermits();
        }
    }
}
