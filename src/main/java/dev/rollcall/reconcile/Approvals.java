package dev.rollcall.reconcile;

import dev.rollcall.ActorName;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Has people decide about what runs hold back.
@Service
public class Approvals {

    private static final Logger log = LoggerFactory.getLogger(Approvals.class);

    private final SyncRunRepository runs;
    private final RunReports reports;
    private final HeldLists held;
    private final RunLeases leases;
    private final RunSchedule schedule;
    private final Clock clock;

    Approvals(SyncRunRepository runs, RunReports reports, HeldLists held, RunLeases leases, RunSchedule schedule,
            Clock clock) {
        this.runs = runs;
        this.reports = reports;
        this.held = held;
        this.leases = leases;
        this.schedule = schedule;
        this.clock = clock;
    }

    /// Has what a run holds back applied: exactly the list that was seen.
    ///
    /// @param id a run
    /// @param seen the [versions][RunReport#version] of the run of which it has to be one
    /// @param actor who approves
    /// @return the run as it is now; empty if there is none
    /// @throws SyncConflictException if it does not wait for approval, or a newer run of the same scope is under way
    /// @throws ListChangedException if it is none of these versions
    @Transactional
    public Optional<RunReport> approve(long id, Set<String> seen, String actor) {
        return decide(id, seen, run -> {
            if (schedule.isAnotherUnderWay(id)) {
                throw new SyncConflictException("A newer run of the same scope is under way.");
            }
            run.approve();
            leases.takeCancellationBack(id);
            held.approve(id);
            log.info("{} approves what run {} holds back", ActorName.inLogs(actor), id);
            schedule.schedule(id, run.epoch());
        });
    }

    /// Drops what a run holds back.
    ///
    /// @param id a run
    /// @param seen the [versions][RunReport#version] of the run of which it has to be one
    /// @param actor who rejects
    /// @return the run as it is now; empty if there is none
    /// @throws SyncConflictException if it does not wait for approval
    /// @throws ListChangedException if it is none of these versions
    @Transactional
    public Optional<RunReport> reject(long id, Set<String> seen, String actor) {
        return decide(id, seen, run -> {
            run.reject(actor, clock.instant());
            runs.flush();
            held.reject(id);
            log.info("{} rejects what run {} holds back", ActorName.inLogs(actor), id);
        });
    }

    /// The run is locked, so its list stays as it is.
    private Optional<RunReport> decide(long id, Set<String> seen, Consumer<SyncRun> decision) {
        Optional<SyncRun> run = runs.findById(id);
        run.ifPresent(found -> {
            found.requireAwaitingApproval();
            if (!seen.contains(reports.find(id).orElseThrow().version())) {
                throw new ListChangedException(
                        "What run %d holds back has changed since you looked. Look again.".formatted(id));
            }
            decision.accept(found);
        });
        runs.flush();
        return run.isEmpty() ? Optional.empty() : reports.find(id);
    }
}
