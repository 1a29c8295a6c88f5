package dev.rollcall.push;

import dev.rollcall.push.PushState.Place;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Delivers one batch after the other for as long as this node is the one to: until it stops, or another one has taken over.
@Component
class PushSender {

    private static final Logger log = LoggerFactory.getLogger(PushSender.class);

    /// Within that time it is noticed that somebody has set the place, or that another node delivers.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// So that nothing is asked for in a hurry by a node that stops and waits for no changes any more.
    private static final Duration BREATH = Duration.ofMillis(50);

    private final PushLedger ledger;
    private final Courier courier;
    private final PushProperties properties;
    private final Clock clock;

    PushSender(PushLedger ledger, Courier courier, PushProperties properties, Clock clock) {
        this.ledger = ledger;
        this.courier = courier;
        this.properties = properties;
        this.clock = clock;
    }

    /// @param isStopping whether this node stops
    /// @throws InterruptedException if it does not wait any longer for this to end
    void deliver(BooleanSupplier isStopping) throws InterruptedException {
        Turn turn = new Turn(ledger.begin(), properties.maxBatch());
        log.info("This node delivers changes to the application from now on");
        boolean isMine = true;
        while (isMine && !isStopping.getAsBoolean()) {
            isMine = goOn(turn);
        }
    }

    /// {@return whether it is still this node's turn}
    private boolean goOn(Turn turn) throws InterruptedException {
        try {
            Place place = ledger.place();
            if (turn.isOver(place)) {
                log.info("Another node delivers changes to the application now");
                return false;
            }
            turn.follow(place);
            deliver(place, turn);
        } catch (DataAccessException | TransactionException unavailable) {
            if (turn.lose()) {
                log.warn(
                        "How far deliveries are cannot be read or written ({}): tried again, and what was delivered last may be"
                                + " delivered once more",
                        unavailable.getClass().getSimpleName());
            }
            pause(LOOK_AGAIN);
        }
        return true;
    }

    private void deliver(Place place, Turn turn) throws InterruptedException {
        Duration left = turn.left(clock.instant());
        if (left.isPositive()) {
            pause(left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        } else if (turn.isolation().isAnothersTurn()) {
            courier.deliverAnother(place, turn);
        } else {
            deliverListedAndNext(place, turn);
        }
    }

    /// Whatever is listed, one delivery of what comes next follows each of what was not taken.
    private void deliverListedAndNext(Place place, Turn turn) throws InterruptedException {
        boolean isAnyListed = turn.isCalm() && courier.deliverListed(place, turn);
        if (turn.left(clock.instant()).isPositive()) {
            return;
        }
        if (!courier.deliverNext(place, turn, isAnyListed ? Duration.ZERO : LOOK_AGAIN) && !isAnyListed
                && !courier.deliverListed(place, turn)) {
            pause(BREATH);
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }
}
