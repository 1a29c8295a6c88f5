package dev.rollcall.reconcile;

import java.time.Clock;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Gives a node the right to work on a run, and takes it when another node has the run or somebody cancels it.
@Component
class RunLeases {

    private final SyncRunRepository runs;
    private final JdbcClient jdbc;
    private final Clock clock;

    RunLeases(SyncRunRepository runs, JdbcClient jdbc, Clock clock) {
        this.runs = runs;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Begins a run or takes it over.
    ///
    /// @return the right to work on it; empty if it has ended
    @Transactional
    Optional<RunLease> begin(long runId) {
        return runs.findById(runId).filter(run -> run.begin(clock.instant())).map(RunLease::of);
    }

    /// Makes sure that the run is still this node's until the transaction ends. The transaction is not waited for to be on
    /// disk: what a crash loses of a run is done again, and [RunEnding#finish] is waited for.
    ///
    /// @throws RunStoppedException if it is not, or if it was cancelled
    @Transactional(propagation = Propagation.MANDATORY)
    void require(RunLease lease) {
        boolean cancelled = jdbc
                .sql("""
                        select cancel_requested or exists (select from sync_run_cancellation c where c.run_id = r.id) as cancelled,
                               set_config('synchronous_commit', 'off', true),
                               pg_advisory_xact_lock_shared(hashtextextended('sync_run at work', id))
                          from limit_transaction() cross join sync_run r
                         where id = ? and epoch = ? and status = 'RUNNING' for share of r""")
                .params(lease.runId(), lease.epoch()).query((row, number) -> row.getBoolean("cancelled")).optional()
                .orElseThrow(RunStoppedException::takenOver);
        if (cancelled) {
            throw RunStoppedException.cancelled();
        }
    }

    /// Notes that all directories of the run's scope are known.
    @Transactional
    void discovered(RunLease lease) {
        require(lease);
        runs.findById(lease.runId()).orElseThrow().discovered();
    }

    /// Has the node that is at a run stop. That is not noted in the run's row, which is locked as long as a comparison takes.
    @Transactional(propagation = Propagation.MANDATORY)
    void cancel(long runId) {
        jdbc.sql("insert into sync_run_cancellation (run_id) values (?) on conflict do nothing").param(runId).update();
    }

    /// Forgets that a run was to stop: somebody may have cancelled it in the moment in which it ended.
    @Transactional(propagation = Propagation.MANDATORY)
    void takeCancellationBack(long runId) {
        jdbc.sql("delete from sync_run_cancellation where run_id = ?").param(runId).update();
    }

    boolean isCancelled(RunLease lease) {
        return jdbc.sql("select exists (select from sync_run_cancellation where run_id = ?)").param(lease.runId())
                .query(Boolean.class).single();
    }

    /// Ends the statements of a run's transactions, which [#require] marks with a lock that nobody ever waits for.
    ///
    /// @return whether there were such transactions
    boolean endStatements(RunLease lease) {
        return jdbc
                .sql("""
                        select count(pg_cancel_backend(l.pid)) > 0
                          from pg_locks l, (select hashtextextended('sync_run at work', :run) as key) k
                         where l.locktype = 'advisory' and l.objsubid = 1
                           and l.database = (select oid from pg_database where datname = current_database())
                           and l.classid = cast((k.key >> 32) & 4294967295 as oid) and l.objid = cast(k.key & 4294967295 as oid)""")
                .param("run", lease.runId()).query(Boolean.class).single();
    }
}
