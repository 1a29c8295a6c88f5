package dev.rollcall.reconcile;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The lists of changes that runs hold back, and what is decided about them. What becomes of a list is written to the directory
/// that it is of: it may have a million changes.
@Component
class HeldLists {

    private final Baselines baselines;
    private final Leftovers leftovers;
    private final JdbcClient jdbc;

    HeldLists(Baselines baselines, Leftovers leftovers, JdbcClient jdbc) {
        this.baselines = baselines;
        this.leftovers = leftovers;
        this.jdbc = jdbc;
    }

    /// {@return whether anything of a run waits for a decision}
    boolean isHolding(long runId) {
        return jdbc.sql(
                "select exists (select from sync_run_directory where run_id = ? and held > 0 and decision is null)")
                .param(runId).query(Boolean.class).single();
    }

    /// Has all that a run holds back applied, once somebody is at the run again.
    @Transactional(propagation = Propagation.MANDATORY)
    void approve(long runId) {
        decide(runId, "APPROVED");
        jdbc.sql("update sync_run_directory set phase = 'APPLYING' where run_id = ? and decision = 'APPROVED'")
                .param(runId).update();
    }

    /// Drops all that a run holds back, which has ended.
    @Transactional(propagation = Propagation.MANDATORY)
    void reject(long runId) {
        decide(runId, "REJECTED");
        baselines.noteGone(runId);
        leftovers.remove(runId);
    }

    /// Drops all that a run holds back without anybody having decided.
    @Transactional(propagation = Propagation.MANDATORY)
    void expire(long runId) {
        decide(runId, "EXPIRED");
    }

    private void decide(long runId, String decision) {
        jdbc.sql("""
                update sync_run_directory set decision = ?, held_revision = held_revision + 1
                 where run_id = ? and held > 0 and decision is null""").params(decision, runId).update();
    }
}
