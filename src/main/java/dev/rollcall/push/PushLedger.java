package dev.rollcall.push;

import dev.rollcall.journal.Change;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.PushState.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Writes down what became of deliveries, each in a transaction of its own. Nothing is written for who does not deliver any
/// more, or from where somebody has set the place meanwhile.
@Component
class PushLedger {

    private static final Logger log = LoggerFactory.getLogger(PushLedger.class);

    /// How soon a listed change is tried again, and how soon after the further attempts.
    private static final List<Duration> LATER = List.of(Duration.ofMinutes(1), Duration.ofMinutes(5),
            Duration.ofHours(1));

    private final PushStateRepository states;
    private final PushTable table;
    private final DeprovisioningLag lag;
    private final Clock clock;

    PushLedger(PushStateRepository states, PushTable table, DeprovisioningLag lag, Clock clock) {
        this.states = states;
        this.table = table;
        this.lag = lag;
        this.clock = clock;
    }

    /// Makes this node the one that delivers.
    ///
    /// @return where it goes on
    @Transactional
    Place begin() {
        PushState state = states.lock();
        state.begin();
        return state.place();
    }

    /// {@return where it goes on}
    Place place() {
        return states.read().place();
    }

    /// {@return a listed change that is to be tried again; empty if none is}
    Optional<UndeliveredChange> due(Place place) {
        return table.due(place.confirmed(), clock.instant());
    }

    /// The application has taken a batch.
    @Transactional
    void confirm(Place from, Batch batch) {
        PushState state = states.lockLoosely();
        if (state.isAt(from)) {
            Instant now = clock.instant();
            long before = state.confirm(batch.last(), now);
            table.confirm(Math.max(batch.first(), before + 1), batch.last(), now);
            table.takeOffTheList(batch.changes(), now);
            lag.count(batch.changes().stream().filter(change -> Batch.position(change) > before).toList());
        }
    }

    /// The application has not taken a delivery.
    @Transactional
    void fail(Place from, Failed failed) {
        PushState state = states.lock();
        if (state.isAt(from)) {
            state.fail(failed.why(), clock.instant());
        }
    }

    /// The application does not take one change although it takes others: it is listed, and passed.
    @Transactional
    void setAside(Place from, Change change, Failed failed) {
        PushState state = states.lock();
        if (state.isAt(from)) {
            state.setAside(Batch.position(change));
            list(change, failed, 1);
            log.warn(
                    "The application does not take change {} of user {}, although it takes others. {} It is listed as undelivered"
                            + " and tried again later; what follows is delivered",
                    change.cursor(), change.user().id(), failed.why());
        }
    }

    /// The application has taken a change out of turn, the first of another user.
    @Transactional
    void takeAnother(Place from, Batch batch) {
        PushState state = states.lock();
        if (state.isAt(from)) {
            table.takeOffTheList(batch.changes(), clock.instant());
        }
    }

    /// The application has taken a listed change after all.
    @Transactional
    void takeListed(Place from, Batch batch) {
        PushState state = states.lock();
        if (state.isAt(from)) {
            state.recover();
            table.takeOffTheList(batch.changes(), clock.instant());
        }
    }

    /// It has not taken a listed change this time either.
    ///
    /// @param attempts how often it had been given up
    @Transactional
    void putOff(Place from, Batch batch, int attempts, Failed failed) {
        if (states.lock().isAt(from)) {
            list(batch.changes().getFirst(), failed, attempts + 1);
        }
    }

    private void list(Change change, Failed failed, int attempts) {
        Instant now = clock.instant();
        Duration wait = LATER.get(Math.min(attempts, LATER.size()) - 1);
        table.list(change, failed.why(), now, now.plus(wait));
    }

    /// Sets the place from which deliveries go on.
    @Transactional
    void restart(long after) {
        states.lock().restart(after);
    }
}
