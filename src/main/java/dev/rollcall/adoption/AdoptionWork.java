package dev.rollcall.adoption;

import dev.rollcall.adoption.Missing.Reached;
import dev.rollcall.adoption.PendingLines.Place;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Does an adoption, or what is left of it: first the lines, then whoever is on none.
@Component
class AdoptionWork {

    private static final Logger log = LoggerFactory.getLogger(AdoptionWork.class);

    private final AdoptionLedger ledger;
    private final AdoptionSteps steps;
    private final Missing missing;

    AdoptionWork(AdoptionLedger ledger, AdoptionSteps steps, Missing missing) {
        this.ledger = ledger;
        this.steps = steps;
        this.missing = missing;
    }

    /// @param id the adoption
    /// @param stopping whether this node stops, so that another one has to go on
    /// @return whether it has ended
    /// @throws org.springframework.dao.DataAccessException if the database fails; it can be gone on with later
    boolean run(long id, BooleanSupplier stopping) {
        Optional<AdoptionLease> begun = ledger.begin(id);
        if (begun.isEmpty()) {
            return true;
        }
        AdoptionLease lease = begun.get();
        log.info("Adoption {} begins (epoch {})", id, lease.epoch());
        try {
            if (!work(lease, stopping)) {
                log.info("Adoption {} stops here. It goes on from the lines that have not been looked at", id);
                return false;
            }
        } catch (AdoptionTakenOverException takenOver) {
            log.info("Adoption {} is not this node's any more", id);
            return true;
        }
        if (ledger.end(lease, null)) {
            log.info("Adoption {} ends", id);
        }
        return true;
    }

    private boolean work(AdoptionLease lease, BooleanSupplier stopping) {
        Optional<Place> place = Optional.of(Place.START);
        while (place.isPresent()) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            place = steps.next(lease, place.get());
        }
        Optional<Reached> reached = missing.first(lease);
        while (reached.isPresent()) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            reached = missing.list(lease, reached.get());
        }
        return true;
    }

    /// Gives an adoption up that could not be done again and again.
    void fail(long id) {
        log.error("Adoption {} is given up: see what failed before", id);
        ledger.begin(id).ifPresent(lease -> ledger.end(lease, "It failed again and again: Rollcall's log says why."));
    }
}
