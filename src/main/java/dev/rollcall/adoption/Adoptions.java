package dev.rollcall.adoption;

import dev.rollcall.ActorName;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/// Takes the application's lists, on behalf of people.
@Service
public class Adoptions {

    private static final Logger log = LoggerFactory.getLogger(Adoptions.class);

    private final AdoptionLedger ledger;
    private final ListIntake intake;
    private final LineStaging staging;
    private final AdoptionReports reports;

    Adoptions(AdoptionLedger ledger, ListIntake intake, LineStaging staging, AdoptionReports reports) {
        this.ledger = ledger;
        this.intake = intake;
        this.staging = staging;
        this.reports = reports;
    }

    /// Reads a list to its end and puts it aside. One of the nodes looks at it at once.
    ///
    /// @param list the list in UTF-8; it is not closed
    /// @param format how it is written down
    /// @param dryRun whether it is only said who is who
    /// @param skipInvalid whether lines that do not say whom they are about are left aside; else the first one ends it
    /// @param actor who asks, in whose name ids and roles are given
    /// @return the adoption
    /// @throws IOException if the list breaks off; nothing of it is kept
    /// @throws RefusedListException if it cannot be taken; nothing of it is kept
    public AdoptionReport receive(InputStream list, ListFormat format, boolean dryRun, boolean skipInvalid,
            String actor) throws IOException {
        long id = ledger.open(dryRun, actor);
        try {
            intake.take(id, format.read(list), skipInvalid);
            ledger.received(id);
        } catch (IOException | RuntimeException notTaken) {
            remove(id, notTaken);
            throw notTaken;
        }
        log.info("{} lists users for adoption {}{}", ActorName.inLogs(actor), id, dryRun ? ", only to look" : "");
        return reports.find(id).orElseThrow();
    }

    /// If it cannot be removed, it is given up when nothing comes any more.
    private void remove(long id, Exception because) {
        try {
            staging.remove(id);
        } catch (RuntimeException failed) {
            because.addSuppressed(failed);
        }
    }

    /// Does for real what a dry run has looked at: the same lines are looked at again, and whoever is found gets the ids and
    /// roles.
    ///
    /// @param id a dry run that has ended
    /// @param actor who asks
    /// @return the new adoption; empty if there is no such dry run
    /// @throws AdoptionConflictException if it was none, or did not end well
    public Optional<AdoptionReport> adopt(long id, String actor) {
        Optional<Long> adoption = ledger.copy(id, actor);
        adoption.ifPresent(copy -> log.info("{} adopts what adoption {} has found: adoption {}",
                ActorName.inLogs(actor), id, copy));
        return adoption.flatMap(reports::find);
    }
}
