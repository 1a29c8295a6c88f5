package dev.rollcall.push;

import dev.rollcall.journal.FeedPlaces;
import org.springframework.stereotype.Component;

/// Sets the place from which deliveries go on.
@Component
class Replay {

    private static final String FROM_NOW_ON = "latest";

    private final PushLedger ledger;
    private final FeedPlaces places;

    Replay(PushLedger ledger, FeedPlaces places) {
        this.ledger = ledger;
        this.places = places;
    }

    /// @param after as somebody says it, see [Push#replay]
    /// @throws UnknownPlaceException if it is no place
    void from(String after) {
        ledger.restart(after.equals(FROM_NOW_ON) ? places.end() : position(after));
    }

    private long position(String after) {
        try {
            if (after.matches("[0-9]+") && Long.parseLong(after) <= places.last()) {
                return Long.parseLong(after);
            }
        } catch (NumberFormatException tooLarge) {
            // is not known either
        }
        throw new UnknownPlaceException();
    }
}
