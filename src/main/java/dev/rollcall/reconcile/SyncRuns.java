package dev.rollcall.reconcile;

import dev.rollcall.ActorName;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Starts and cancels runs on behalf of people.
@Service
public class SyncRuns {

    private static final Logger log = LoggerFactory.getLogger(SyncRuns.class);

    private final SyncRunRepository runs;
    private final RunReports reports;
    private final RunSchedule schedule;
    private final RunLeases leases;
    private final Scopes scopes;
    private final Clock clock;

    SyncRuns(SyncRunRepository runs, RunReports reports, RunSchedule schedule, RunLeases leases, Scopes scopes,
            Clock clock) {
        this.runs = runs;
        this.reports = reports;
        this.schedule = schedule;
        this.leases = leases;
        this.scopes = scopes;
        this.clock = clock;
    }

    /// Asks for a run. It begins at once on one of the nodes.
    ///
    /// @param scope what it looks at
    /// @param mode how much of it
    /// @param dryRun whether it only reports what it would change
    /// @param actor who asks
    /// @return the run
    /// @throws UnknownScopeException if there is no such organization, directory or directory user
    /// @throws UnusableScopeException if the scope contradicts itself, or would be too much to read
    /// @throws SyncConflictException if a run of the same scope is under way
    public RunReport start(SyncScope scope, SyncMode mode, boolean dryRun, String actor) {
        Optional<Long> id = schedule.open(SyncTrigger.ON_DEMAND, mode, dryRun, scopes.resolve(scope), actor);
        return id.flatMap(reports::find).orElseThrow(
                () -> new SyncConflictException("A run of the same scope is under way: wait for it or cancel it."));
    }

    /// Stops a run. What it has applied stays.
    ///
    /// @param id a run
    /// @param actor who cancels
    /// @return the run as it is now, which may still be stopping; empty if there is none
    /// @throws SyncConflictException if it is not under way
    @Transactional
    public Optional<RunReport> cancel(long id, String actor) {
        Optional<RunReport> run = reports.find(id);
        if (run.isEmpty()) {
            return run;
        }
        switch (run.get().status()) {
            case PENDING -> runs.findById(id).orElseThrow().cancel(actor, clock.instant());
            case RUNNING -> leases.cancel(id);
            default -> throw new SyncConflictException(
                    "Run %d is not under way: it is %s.".formatted(id, run.get().status()));
        }
        log.info("{} cancels run {}", ActorName.inLogs(actor), id);
        runs.flush();
        return reports.find(id);
    }
}
