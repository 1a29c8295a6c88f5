package dev.rollcall.push;

import dev.rollcall.push.Answer.Confirmed;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.PushState.Place;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Makes one delivery, and has it written down what became of it: of what comes next, of another user's change to see whether that
/// is taken, or of what was not taken earlier.
@Component
class Courier {

    private final Batches batches;
    private final ApplicationClient application;
    private final PushLedger ledger;
    private final PushProperties properties;
    private final Clock clock;

    Courier(Batches batches, ApplicationClient application, PushLedger ledger, PushProperties properties, Clock clock) {
        this.batches = batches;
        this.application = application;
        this.ledger = ledger;
        this.properties = properties;
        this.clock = clock;
    }

    /// Delivers what comes next, and waits for it if there is nothing.
    ///
    /// @return whether anything came
    boolean deliverNext(Place place, Turn turn, Duration wait) throws InterruptedException {
        Optional<Batch> next = batches.next(place.confirmed(), turn.isolation().size(), wait);
        if (next.isPresent()) {
            Batch batch = next.get();
            switch (application.deliver(batch)) {
                case Confirmed confirmed -> {
                    ledger.confirm(place, batch);
                    turn.isolation().confirmed(batch.last());
                }
                case Failed failed -> fail(place, batch, failed, turn);
            }
        }
        return next.isPresent();
    }

    private void fail(Place place, Batch batch, Failed failed, Turn turn) {
        Isolation isolation = turn.isolation();
        if (!failed.isDoubtful()) {
            isolation.failedOtherwise();
            wait(place, failed, properties.longestRetry(), turn);
        } else if (isolation.failed(batch.last(), batch.changes().size())) {
            ledger.setAside(place, batch.changes().getFirst(), failed);
            isolation.confirmed(batch.last());
        } else {
            wait(place, failed, longest(isolation), turn);
        }
    }

    /// Delivers the first change of a user other than that of the next one.
    void deliverAnother(Place place, Turn turn) throws InterruptedException {
        Isolation isolation = turn.isolation();
        Optional<Batch> another = batches.ofAnother(place.confirmed(), isolation.another());
        if (another.isEmpty()) {
            isolation.anotherFailed();
            return;
        }
        switch (application.deliver(another.get())) {
            case Confirmed confirmed -> {
                ledger.takeAnother(place, another.get());
                isolation.anotherTaken();
            }
            case Failed failed -> {
                if (failed.isDoubtful()) {
                    isolation.anotherFailed();
                }
                wait(place, failed, properties.longestRetry(), turn);
            }
        }
    }

    /// Delivers a listed change again, if one is due.
    ///
    /// @return whether one was
    boolean deliverListed(Place place, Turn turn) throws InterruptedException {
        Optional<UndeliveredChange> due = ledger.due(place);
        Optional<Batch> listed = due.flatMap(change -> batches.at(Long.parseLong(change.cursor())));
        if (due.isEmpty() || listed.isEmpty()) {
            return false;
        }
        switch (application.deliver(listed.get())) {
            case Failed failed when !failed.isDoubtful() -> wait(place, failed, properties.longestRetry(), turn);
            case Answer answer -> ledger.triedAgain(place, listed.get(), due.get().attempts(), answer);
        }
        return true;
    }

    /// While batches are halved, it is the answers that are waited for and not the application.
    private Duration longest(Isolation isolation) {
        if (!isolation.isNarrowing()) {
            return properties.longestRetry();
        }
        return isolation.size() > 1 ? properties.firstRetry().dividedBy(4) : properties.firstRetry();
    }

    private void wait(Place place, Failed failed, Duration longest, Turn turn) {
        ledger.fail(place, failed);
        Duration delay = properties.delayAfter(place.failures() + 1);
        Duration wait = delay.compareTo(longest) > 0 ? longest : delay;
        turn.waitUntil(clock.instant().plus(
                failed.retryAfter() == null || failed.retryAfter().compareTo(wait) < 0 ? wait : failed.retryAfter()));
    }
}
