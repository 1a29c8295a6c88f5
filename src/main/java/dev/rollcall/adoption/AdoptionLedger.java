package dev.rollcall.adoption;

import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.OrganizationLocks;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Opens adoptions, gives nodes the right to work on them, counts what came of them and ends them.
@Component
class AdoptionLedger {

    private final AdoptionRepository adoptions;
    private final AdoptionSchedule schedule;
    private final AdoptionErasures erasures;
    private final OrganizationLocks locks;
    private final JdbcClient jdbc;
    private final Clock clock;

    AdoptionLedger(AdoptionRepository adoptions, AdoptionSchedule schedule, AdoptionErasures erasures,
            OrganizationLocks locks, JdbcClient jdbc, Clock clock) {
        this.adoptions = adoptions;
        this.schedule = schedule;
        this.erasures = erasures;
        this.locks = locks;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// {@return a new adoption, whose list is coming in}
    @Transactional
    long open(boolean dryRun, String actor) {
        return jdbc.sql("""
                insert into adoption (status, dry_run, requested_by, created_at, heard_at)
                select 'RECEIVING', :dryRun, :actor, :now, :now from limit_transaction() returning id""")
                .param("dryRun", dryRun).param("actor", actor).param("now", utc(clock.instant())).query(Long.class)
                .single();
    }

    /// Has an adoption done whose list is here.
    ///
    /// @throws RefusedListException if there is nothing in it, or if it was given up meanwhile
    @Transactional
    void received(long id) {
        adoptions.findById(id).orElseThrow().received();
        schedule.schedule(id);
    }

    /// Opens an adoption for real with the lines of a dry run.
    ///
    /// @return the new one; empty if there is no such dry run
    @Transactional
    Optional<Long> copy(long id, String actor) {
        Optional<Adoption> seen = adoptions.findById(id);
        seen.ifPresent(Adoption::requireLookedAt);
        return seen.map(adoption -> {
            limit();
            erasures.holdOff();
            long copy = jdbc
                    .sql("""
                            insert into adoption (status, dry_run, requested_by, lines, invalid, created_at, heard_at)
                            select 'PENDING', false, :actor, lines, invalid, :now, :now from adoption where id = :id returning id""")
                    .param("actor", actor).param("now", utc(clock.instant())).param("id", id).query(Long.class)
                    .single();
            jdbc.sql(
                    """
                            insert into adoption_line (adoption_id, id, line, organization_id, organization_external_id, email,
                                                       email_key, external_id, roles, expected, result, reason)
                            select :copy, id, line, organization_id, organization_external_id, email, email_key, external_id, roles,
                                   case when result = 'MATCHED' then account_id else :nobody end,
                                   case when result = 'INVALID' then result end, case when result = 'INVALID' then reason end
                              from adoption_line where adoption_id = :id and line is not null""")
                    .param("copy", copy).param("id", id).param("nobody", PendingLine.NOBODY).update();
            schedule.schedule(copy);
            return copy;
        });
    }

    /// Begins an adoption or takes it over.
    ///
    /// @return the right to work on it; empty if it has ended
    @Transactional
    Optional<AdoptionLease> begin(long id) {
        return adoptions.findById(id).filter(adoption -> adoption.begin(clock.instant())).map(Adoption::lease);
    }

    /// Has the caller's transaction end by itself if this node freezes, and find everything by key meanwhile.
    @Transactional(propagation = Propagation.MANDATORY)
    void limit() {
        jdbc.sql("select limit_transaction()").query().listOfRows();
        locks.findByKey();
    }

    /// Counts what came of lines, in the transaction in which it is written down.
    ///
    /// @throws AdoptionTakenOverException if the adoption is not this node's any more: all of the transaction is undone
    @Transactional(propagation = Propagation.MANDATORY)
    void count(AdoptionLease lease, Map<LineResult, Long> results) {
        int mine = jdbc.sql("""
                update adoption
                   set matched = matched + :matched, ambiguous = ambiguous + :ambiguous, orphans = orphans + :orphans,
                       not_in_application = not_in_application + :missing
                 where id = :id and epoch = :epoch and status = 'RUNNING'""")
                .param("matched", results.getOrDefault(LineResult.MATCHED, 0L))
                .param("ambiguous", results.getOrDefault(LineResult.AMBIGUOUS, 0L))
                .param("orphans", results.getOrDefault(LineResult.ORPHAN, 0L))
                .param("missing", results.getOrDefault(LineResult.NOT_IN_APPLICATION, 0L)).param("id", lease.id())
                .param("epoch", lease.epoch()).update();
        if (mine == 0) {
            throw new AdoptionTakenOverException(lease.id());
        }
    }

    /// Ends an adoption.
    ///
    /// @param why what failed, as a sentence; null if nothing did
    /// @return whether it was still this node's
    @Transactional
    boolean end(AdoptionLease lease, @Nullable String why) {
        return adoptions.findById(lease.id()).map(adoption -> adoption.end(lease.epoch(), why, clock.instant()))
                .orElse(false);
    }
}
