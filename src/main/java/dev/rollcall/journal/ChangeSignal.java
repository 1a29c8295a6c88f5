package dev.rollcall.journal;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Tells those of this node who wait for changes that there are some. On shutdown nobody waits any more: it stops before
/// the web server does, which waits for its requests.
@Component
class ChangeSignal implements SmartLifecycle, TransactionSynchronization {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long commits;
    private boolean running;

    /// Signals when the current transaction is committed.
    void afterThisTransaction() {
        TransactionSynchronizationManager.registerSynchronization(this); // once for each transaction: they are a set
    }

    @Override
    public void afterCommit() {
        lock.lock();
        try {
            commits++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// {@return how many transactions have signalled, to be asked before looking for changes}
    long commits() {
        lock.lock();
        try {
            return commits;
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a transaction that is not among those that had signalled.
    ///
    /// @param known how many had
    /// @param atMost how long to wait
    /// @return whether it makes sense to wait again; false if the node is stopping
    boolean await(long known, Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (running && commits == known && left > 0) {
                left = changed.awaitNanos(left);
            }
            return running;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        set(true);
    }

    @Override
    public void stop() {
        set(false);
    }

    private void set(boolean value) {
        lock.lock();
        try {
            running = value;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }
}
