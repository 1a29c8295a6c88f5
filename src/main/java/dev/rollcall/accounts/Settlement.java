package dev.rollcall.accounts;

import dev.rollcall.inbox.Inbox;
import dev.rollcall.journal.Change;
import dev.rollcall.journal.ChangeNoted;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.journal.WideChanges.Concerned;
import dev.rollcall.journal.WideChanges.Open;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Settles and records the accounts that wide changes concern, a thousand of one organization in each transaction, so that
/// neither memory nor any wait depends on how many they are. All that is to be done is in the database: any node does it,
/// and goes on where another was killed.
@Component
class Settlement {

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    /// How soon a change is found that another node noted or left.
    static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// For so long the organization's events may take the lock between two transactions.
    private static final Duration PAUSE = Duration.ofMillis(10);

    /// Soon enough if somebody else is changing the organizations.
    private static final Duration IN_VAIN_PAUSE = Duration.ofMillis(50);

    /// Who edits a mapping waits for no longer than about this.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// For so long one waits for whoever may not have seen a change. Nobody's transaction takes longer.
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /// As so many settled accounts counts a look at an organization that somebody else is changing.
    private static final int IN_VAIN = WideChanges.MOST / 4;

    private final WideChanges changes;
    private final OrganizationLocks locks;
    private final Journal journal;
    private final AccountStatus accountStatus;
    private final Inbox inbox;
    private final TransactionTemplate transaction;
    private String lastTurn = "";

    Settlement(WideChanges changes, OrganizationLocks locks, Journal journal, AccountStatus accountStatus, Inbox inbox,
            PlatformTransactionManager transactions) {
        this.changes = changes;
        this.locks = locks;
        this.journal = journal;
        this.accountStatus = accountStatus;
        this.inbox = inbox;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Settles and records the accounts that a change concerns. What cannot be done soon is left to the background.
    ///
    /// @param noted the change
    @EventListener
    void finish(ChangeNoted noted) {
        long id = noted.id();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            Optional<Open> change = changes.find(id);
            if (change.isEmpty() || !waitForOthers(change.get(), PATIENCE.dividedBy(2))) {
                return;
            }
            while (Boolean.TRUE.equals(transaction.execute(status -> changes.enlist(change.get())))) {
                // until all are listed
            }
            Optional<String> next = changes.next(id, "");
            while (next.isPresent() && System.nanoTime() < end) {
                String organization = next.get();
                transaction.execute(status -> settle(change.get(), organization));
                next = changes.next(id, "");
            }
            changes.end(id);
        } catch (DataAccessException | TransactionException left) {
            log.warn("Change {} of many accounts holds; recording it goes on in the background ({})", id,
                    left.getClass().getSimpleName());
        }
    }

    /// Does a little of everything that is to be done.
    ///
    /// @return how soon to go on
    Duration round() {
        Duration pause = LOOK_AGAIN;
        for (Open change : changes.open()) {
            try {
                Duration its = goOn(change) ? PAUSE : IN_VAIN_PAUSE;
                pause = its.compareTo(pause) < 0 ? its : pause;
            } catch (DataAccessException | TransactionException unavailable) {
                log.warn("Change {} of many accounts waits ({}): trying again soon", change.id(),
                        unavailable.getClass().getSimpleName());
            } catch (RuntimeException | Error failed) { // the others go on
                log.error("Change {} of many accounts waits: trying again soon", change.id(), failed);
            }
        }
        return pause;
    }

    /// {@return whether there was something to do that nobody else is at}
    private boolean goOn(Open change) {
        if (!change.isListed()) {
            if (!change.isBegun()) {
                waitForOthers(change, LONGEST);
            }
            transaction.execute(status -> changes.enlist(change));
            return true;
        }
        int settled = 0;
        boolean wasFree = false;
        while (settled < WideChanges.MOST) {
            Optional<String> next = changes.next(change.id(), lastTurn).or(() -> changes.next(change.id(), ""));
            if (next.isEmpty()) {
                changes.end(change.id());
                return true;
            }
            lastTurn = next.get();
            int some = Objects.requireNonNull(transaction.execute(status -> settleUnlessBusy(change, lastTurn)));
            if (some == 0) {
                settled += IN_VAIN;
            } else {
                settled += some;
                wasFree = true;
                inbox.wake();
            }
        }
        return wasFree;
    }

    /// {@return how many accounts were settled; 0 if somebody else is changing the organization}
    private int settleUnlessBusy(Open change, String organization) {
        return locks.lockNow(List.of(organization)).isEmpty() ? 0 : settle(change, organization);
    }

    private int settle(Open change, String organization) {
        locks.lock(List.of(organization));
        List<Concerned> taken = changes.take(change.id(), organization);
        journal.record(change.occasion(), recording -> {
            recording.resume(taken);
            if (taken.stream().anyMatch(Concerned::settles)) {
                accountStatus.settle(recording);
            }
        });
        return Math.max(1, taken.size());
    }

    /// Who began before the change was committed may not have seen it, and brings accounts that it concerns.
    ///
    /// @return whether all of them are over
    private boolean waitForOthers(Open change, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        for (long key : locks.keysInUse(change.scope().organizationId())) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            try {
                transaction.executeWithoutResult(status -> locks.await(key, Math.max(1, left)));
            } catch (DataAccessException stillLocked) {
                log.debug("An organization is being changed for a long time", stillLocked);
                return false;
            }
        }
        return true;
    }
}
