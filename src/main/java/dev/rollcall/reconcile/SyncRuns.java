package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;
import static dev.rollcall.Columns.utc;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.rollcall.accounts.DirectoryBecameEnabled;
import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.reconcile.RunReport.Progress;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The runs from the outside: started, watched, approved, rejected and cancelled.
@Service
public class SyncRuns {

    private static final Logger log = LoggerFactory.getLogger(SyncRuns.class);

    private static final String REPORT = """
            select r.*, d.users_seen, d.users_total, d.created, d.updated, d.deactivated, d.reactivated, d.unchanged, d.held,
                   d.undecided, d.held_revision
              from sync_run r
             cross join lateral (
                   select coalesce(sum(users_seen), 0) as users_seen,
                          coalesce(sum(coalesce(users_total, users_seen)), 0) as users_total,
                          coalesce(sum(created), 0) as created, coalesce(sum(updated), 0) as updated,
                          coalesce(sum(deactivated), 0) as deactivated, coalesce(sum(reactivated), 0) as reactivated,
                          coalesce(sum(unchanged), 0) as unchanged,
                          coalesce(sum(held) filter (where decision is null), 0) as held,
                          coalesce(sum(undecided), 0) as undecided,
                          coalesce(sum(held_revision), 0) as held_revision
                     from sync_run_directory where run_id = r.id) d
            """;

    private final SyncRunRepository runs;
    private final JdbcClient jdbc;
    private final HeldLists held;
    private final RunLeases leases;
    private final DirectoryApi api;
    private final SecondLooks secondLooks;
    private final ObjectProvider<Scheduler> scheduler;
    private final TransactionTemplate transaction;
    private final boolean automatic;
    private final Duration fullInterval;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    SyncRuns(SyncRunRepository runs, HeldLists held, RunLeases leases, JdbcClient jdbc, DirectoryApi api,
            SecondLooks secondLooks, ObjectProvider<Scheduler> scheduler, TransactionTemplate transaction,
            ReconcileProperties properties, Clock clock) {
        this.automatic = properties.automatic();
        this.fullInterval = properties.fullInterval();
        this.runs = runs;
        this.held = held;
        this.leases = leases;
        this.jdbc = jdbc;
        this.api = api;
        this.secondLooks = secondLooks;
        this.scheduler = scheduler;
        this.transaction = transaction;
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
    /// @throws SyncConflictException if a run of the same scope is under way
    public RunReport start(SyncScope scope, SyncMode mode, boolean dryRun, String actor) {
        SyncScope known = resolve(scope);
        Optional<Long> id = transaction.execute(status -> open(SyncTrigger.ON_DEMAND, mode, dryRun, known, actor));
        return id.flatMap(this::find).orElseThrow(
                () -> new SyncConflictException("A run of the same scope is under way: wait for it or cancel it."));
    }

    /// Opens a scheduled run, unless one of everything is under way. It looks at everything where no run has for long
    /// enough, and at what has changed otherwise.
    void startScheduled() {
        Optional<Long> id = transaction.execute(status -> open(SyncTrigger.SCHEDULED,
                hasLookedAtEverythingLately() ? SyncMode.INCREMENTAL : SyncMode.FULL, false, SyncScope.EVERYTHING,
                null));
        if (id.isEmpty()) {
            log.info("The scheduled run is left out: another run of everything is under way");
        }
    }

    private boolean hasLookedAtEverythingLately() {
        return jdbc.sql("""
                select exists (select from sync_run
                                where organization_id is null and mode = 'FULL' and not dry_run
                                  and status <> 'FAILED' and not cancel_requested and created_at > ?)""")
                .param(utc(clock.instant().minus(fullInterval))).query(Boolean.class).single();
    }

    /// Opens a run of each directory of which the last one could not tell everything, once it is time to.
    void lookAgain() {
        transaction.executeWithoutResult(status -> secondLooks.take()
                .forEach(scope -> open(SyncTrigger.SCHEDULED, SyncMode.FULL, false, scope, null)));
    }

    /// A directory that is enabled is reconciled now: the run is opened in the transaction that learned of it.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void enabled(DirectoryBecameEnabled directory) {
        if (automatic) {
            open(SyncTrigger.DIRECTORY_ENABLED, SyncMode.FULL, false,
                    new SyncScope(directory.organizationId(), directory.directoryId(), null), null);
        }
    }

    private Optional<Long> open(SyncTrigger trigger, SyncMode mode, boolean dryRun, SyncScope scope,
            @Nullable String actor) {
        Optional<Long> id = jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, organization_id, directory_id, directory_user_id,
                                      requested_by, status, created_at)
                select :trigger, :mode, :dryRun, :organization, :directory, :user, :actor, 'PENDING', :now
                  from limit_transaction()
                on conflict (coalesce(organization_id, ''), coalesce(directory_id, ''), coalesce(directory_user_id, ''))
                      where status in ('PENDING', 'RUNNING') do nothing
                returning id""").param("trigger", trigger.name()).param("mode", mode.name()).param("dryRun", dryRun)
                .param("organization", scope.organizationId()).param("directory", scope.directoryId())
                .param("user", scope.directoryUserId()).param("actor", actor).param("now", utc(clock.instant()))
                .query(Long.class).optional();
        id.ifPresent(opened -> schedule(opened, 0));
        return id;
    }

    /// Part of the transaction, so a run that is asked for is made; after it, somebody looks at once. Every beginning has a
    /// task of its own: that of the one before may still stand, finished.
    ///
    /// @param epoch how often it was begun before
    private void schedule(long id, int epoch) {
        // Due at once, also for the other nodes if this one's clock is fast.
        Instant due = jdbc.sql("select least(?, now())").param(utc(clock.instant())).query(OffsetDateTime.class)
                .single().toInstant();
        scheduler.getObject()
                .scheduleIfNotExists(SyncTasks.RUN.instance("run-%d-%d".formatted(id, epoch)).data(id).build(), due);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.getObject().triggerCheckForDueExecutions();
            }
        });
    }

    /// Schedules every run that is under way and has no task.
    @Transactional
    void scheduleThoseWithoutTask() {
        jdbc.sql(
                """
                        select id, epoch from sync_run r
                         where status in ('PENDING', 'RUNNING')
                           and not exists (select from scheduled_tasks t
                                            where t.task_name = :task
                                              and (t.task_instance = 'run-' || r.id or t.task_instance like 'run-' || r.id || '-%'))
                         order by id""")
                .param("task", SyncTasks.RUN.getTaskName())
                .query((row, number) -> Map.entry(row.getLong("id"), row.getInt("epoch"))).list().forEach(run -> {
                    log.warn("Run {} is under way, and no node has it to do: it is begun again", run.getKey());
                    schedule(run.getKey(), run.getValue());
                });
    }

    private SyncScope resolve(SyncScope asked) {
        SyncScope scope = asked;
        if (scope.directoryUserId() != null) {
            scope = jdbc.sql("select organization_id, directory_id from directory_user where id = ?")
                    .param(scope.directoryUserId())
                    .query((row, number) -> new SyncScope(row.getString(1), row.getString(2), asked.directoryUserId()))
                    .optional()
                    .filter(found -> asked.organizationId() == null
                            || asked.organizationId().equals(found.organizationId()))
                    .orElseThrow(() -> unknown("directory user", String.valueOf(asked.directoryUserId())));
        }
        if (scope.directoryId() != null) {
            String directory = scope.directoryId();
            String organization = jdbc.sql("select organization_id from directory where id = ?").param(directory)
                    .query(String.class).optional().orElse(scope.organizationId());
            if (organization == null || scope.organizationId() != null && !scope.organizationId().equals(organization)
                    || !isKnown("directory", directory) && !exists(organization, directory)) {
                throw unknown("directory", directory);
            }
            scope = new SyncScope(organization, directory, scope.directoryUserId());
        } else if (scope.organizationId() != null && !isKnown("organization", scope.organizationId())
                && !exists(scope.organizationId(), null)) {
            throw unknown("organization", scope.organizationId());
        }
        return scope;
    }

    private boolean isKnown(String table, String id) {
        return jdbc.sql("select exists (select from %s where id = ?)".formatted(table)).param(id).query(Boolean.class)
                .single();
    }

    private boolean exists(String organizationId, @Nullable String directoryId) {
        try {
            return directoryId == null ? api.organization(organizationId).isPresent()
                    : api.directory(organizationId, directoryId).isPresent();
        } catch (DirectoryApiException unreachable) {
            return true; // the run says why it cannot tell
        }
    }

    private static UnknownScopeException unknown(String what, String id) {
        return new UnknownScopeException("There is no %s %s.".formatted(what, id));
    }

    /// @param before only runs with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the runs, newest first
    public List<RunReport> list(@Nullable Long before, int limit) {
        return jdbc.sql(REPORT + " where r.id < ? order by r.id desc limit ?")
                .params(before == null ? Long.MAX_VALUE : before, limit).query(this::report).list();
    }

    /// @param limit at most as many
    /// @return the runs that wait for approval, the oldest first
    public List<RunReport> awaitingApproval(int limit) {
        return jdbc.sql(REPORT + " where r.status = 'AWAITING_APPROVAL' order by r.id limit ?").param(limit)
                .query(this::report).list();
    }

    /// @param id a run
    /// @return the run as it is now; empty if there is none
    public Optional<RunReport> find(long id) {
        return jdbc.sql(REPORT + " where r.id = ?").param(id).query(this::report).optional();
    }

    /// @param id a run
    /// @param filter which of its changes
    /// @param after only changes with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return what it changed, would change or holds back, in its order; empty if there is no such run
    public Optional<List<SyncChange>> changes(long id, ChangeFilter filter, @Nullable Long after, int limit) {
        return find(id).map(run -> jdbc.sql("""
                select c.id, c.kind, c.status, c.organization_id, nullif(c.directory_id, '') as directory_id,
                       c.subject_id, c.email, c.changes, u.account_id
                  from decided_change c left join directory_user u on u.id = c.subject_id
                 where c.run_id = :run and c.id > :after
                   and (cast(:status as text) is null or c.status = :status)
                   and (cast(:kind as text) is null or c.kind = :kind)
                 order by c.id limit :limit""").param("run", id).param("after", after == null ? 0 : after)
                .param("status", filter.status()).param("kind", filter.kind()).param("limit", limit).query(this::change)
                .list());
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
            requireNoOther(run);
            run.approve();
            leases.takeCancellationBack(id);
            held.approve(id);
            log.info("{} approves what run {} holds back", actor, id);
            schedule(id, run.epoch());
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
            log.info("{} rejects what run {} holds back", actor, id);
        });
    }

    /// The run is locked, so its list stays as it is.
    private Optional<RunReport> decide(long id, Set<String> seen, Consumer<SyncRun> decision) {
        Optional<SyncRun> run = runs.findById(id);
        run.ifPresent(found -> {
            found.requireAwaitingApproval();
            if (!seen.contains(find(id).orElseThrow().version())) {
                throw new ListChangedException(
                        "What run %d holds back has changed since you looked. Look again.".formatted(id));
            }
            decision.accept(found);
        });
        return run.isEmpty() ? Optional.empty() : flushed(id);
    }

    /// Stops a run. What it has applied stays.
    ///
    /// @param id a run
    /// @param actor who cancels
    /// @return the run as it is now, which may still be stopping; empty if there is none
    /// @throws SyncConflictException if it is not under way
    @Transactional
    public Optional<RunReport> cancel(long id, String actor) {
        Optional<RunReport> run = find(id);
        if (run.isEmpty()) {
            return run;
        }
        switch (run.get().status()) {
            case PENDING -> runs.findById(id).orElseThrow().cancel(actor, clock.instant());
            case RUNNING -> leases.cancel(id);
            default -> throw new SyncConflictException(
                    "Run %d is not under way: it is %s.".formatted(id, run.get().status()));
        }
        log.info("{} cancels run {}", actor, id);
        return flushed(id);
    }

    private Optional<RunReport> flushed(long id) {
        runs.flush();
        return find(id);
    }

    private void requireNoOther(SyncRun run) {
        boolean other = jdbc.sql("""
                select exists (select from sync_run o join sync_run r on r.id = :id
                                where o.id <> r.id and o.status in ('PENDING', 'RUNNING')
                                  and coalesce(o.organization_id, '') = coalesce(r.organization_id, '')
                                  and coalesce(o.directory_id, '') = coalesce(r.directory_id, '')
                                  and coalesce(o.directory_user_id, '') = coalesce(r.directory_user_id, ''))""")
                .param("id", run.id()).query(Boolean.class).single();
        if (other) {
            throw new SyncConflictException("A newer run of the same scope is under way.");
        }
    }

    private RunReport report(ResultSet row, int number) throws SQLException {
        long seen = row.getLong("users_seen");
        long total = row.getLong("users_total");
        SyncStatus status = SyncStatus.valueOf(row.getString("status"));
        Instant startedAt = nullableInstant(row, "started_at");
        return new RunReport(row.getLong("id"), SyncTrigger.valueOf(row.getString("trigger")),
                SyncMode.valueOf(row.getString("mode")), row.getBoolean("dry_run"), row.getString("organization_id"),
                row.getString("directory_id"), row.getString("directory_user_id"), status, seen, total,
                row.getLong("created"), row.getLong("updated"), row.getLong("deactivated"), row.getLong("reactivated"),
                row.getLong("unchanged"), row.getLong("held"), row.getLong("undecided"),
                progress(status, seen, total, startedAt), instant(row, "created_at"), startedAt,
                nullableInstant(row, "finished_at"), row.getString("error"), row.getLong("held_revision"));
    }

    private Progress progress(SyncStatus status, long seen, long total, @Nullable Instant startedAt) {
        boolean ended = status != SyncStatus.PENDING && status != SyncStatus.RUNNING;
        int percent = ended ? 100 : total == 0 ? 0 : (int) Math.min(100, seen * 100 / total);
        Long left = ended ? Long.valueOf(0)
                : startedAt == null || seen == 0 ? null
                        : Long.valueOf(Duration.between(startedAt, clock.instant()).toSeconds()
                                * Math.max(0, total - seen) / seen);
        return new Progress(seen, total, percent, left);
    }

    private SyncChange change(ResultSet row, int number) throws SQLException {
        return new SyncChange(row.getLong("id"), row.getString("kind"), row.getString("status"),
                row.getString("organization_id"), row.getString("directory_id"), row.getString("subject_id"),
                row.getObject("account_id", UUID.class), row.getString("email"),
                json.readValue(row.getString("changes"), new TypeReference<List<FieldChange>>() {
                }));
    }
}
