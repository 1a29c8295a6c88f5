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
                    turn.taken();
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
            wait(place, failed, properties.delayAfter(turn.notTaken()), turn);
        } else if (isolation.failed(batch.last(), batch.changes().size())) {
            ledger.setAside(place, batch.changes().getFirst(), failed);
            isolation.confirmed(batch.last());
        } else {
            wait(place, failed, delay(turn), turn);
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
                turn.taken();
            }
            case Failed failed -> {
                if (failed.isDoubtful()) {
                    isolation.anotherFailed();
                }
                wait(place, failed, properties.delayAfter(turn.notTaken()), turn);
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
            case Confirmed confirmed -> {
                ledger.takeListed(place, listed.get());
                turn.taken();
            }
            case Failed failed when !failed.isDoubtful() ->
                    wait(place, failed, properties.delayAfter(turn.notTaken()), turn);
            case Failed failed -> ledger.putOff(place, listed.get(), due.get().attempts(), failed);
        }
        return true;
    }

    /// While it is found out which change fails, the answers are waited for and not the application.
    private Duration delay(Turn turn) {
        if (!turn.isolation().isNarrowing()) {
            return properties.delayAfter(turn.notTaken());
        }
        return turn.isolation().size() > 1 ? properties.firstRetry().dividedBy(4) : properties.firstRetry();
    }

    private void wait(Place place, Failed failed, Duration delay, Turn turn) {
        ledger.fail(place, failed);
        turn.waitUntil(clock.instant().plus(
                failed.retryAfter() == null || failed.retryAfter().compareTo(delay) < 0 ? delay : failed.retryAfter()));
    }
}
