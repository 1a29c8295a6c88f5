package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.rollcall.accounts.DirectoryBecameEnabled;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Opens runs, by the clock and when something calls for one, and sees to it that each has a task by which a node makes it.
@Component
class RunSchedule {

    private static final Logger log = LoggerFactory.getLogger(RunSchedule.class);

    private final JdbcClient jdbc;
    private final SecondLooks secondLooks;
    private final ObjectProvider<Scheduler> scheduler;
    private final ReconcileProperties properties;
    private final Clock clock;

    RunSchedule(JdbcClient jdbc, SecondLooks secondLooks, ObjectProvider<Scheduler> scheduler,
            ReconcileProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.secondLooks = secondLooks;
        this.scheduler = scheduler;
        this.properties = properties;
        this.clock = clock;
    }

    /// Opens a scheduled run, unless one of everything is under way. It looks at everything where no run has for long
    /// enough, and at what has changed otherwise.
    @Transactional
    void startScheduled() {
        Optional<Long> id = open(SyncTrigger.SCHEDULED,
                hasLookedAtEverythingLately() ? SyncMode.INCREMENTAL : SyncMode.FULL, false, SyncScope.EVERYTHING,
                null);
        if (id.isEmpty()) {
            log.info("The scheduled run is left out: another run of everything is under way");
        }
    }

    private boolean hasLookedAtEverythingLately() {
        return jdbc
                .sql("""
                        select exists (select from sync_run
                                        where organization_id is null and directory_user_id is null and mode = 'FULL' and not dry_run
                                          and status <> 'FAILED' and not cancel_requested and created_at > ?)""")
                .param(utc(clock.instant().minus(properties.fullInterval()))).query(Boolean.class).single();
    }

    /// Opens a run of each directory of which the last one could not tell everything, once it is time to.
    @Transactional
    void lookAgain() {
        secondLooks.take().forEach(scope -> open(SyncTrigger.SCHEDULED, SyncMode.FULL, false, scope, null));
    }

    /// A directory that is enabled is reconciled now: the run is opened in the transaction that learned of it.
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void enabled(DirectoryBecameEnabled directory) {
        if (properties.automatic()) {
            open(SyncTrigger.DIRECTORY_ENABLED, SyncMode.FULL, false,
                    new SyncScope(directory.organizationId(), directory.directoryId(), null), null);
        }
    }

    /// Opens a run, and has it made.
    ///
    /// @param actor who asks; null if nobody does
    /// @return the run; empty if one of the same scope is under way
    @Transactional
    Optional<Long> open(SyncTrigger trigger, SyncMode mode, boolean dryRun, SyncScope scope, @Nullable String actor) {
        Optional<Long> id = jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, organization_id, directory_id, directory_user_id,
                                      requested_by, status, created_at)
                select :trigger, :mode, :dryRun, :organization, :directory, :user, :actor, 'PENDING', :now
                  from limit_transaction()
                on conflict (coalesce(organization_id, ''), coalesce(directory_id, ''), coalesce(directory_user_id, ''))
                      where status in ('PENDING', 'RUNNING') do nothing
                returning id""").param("trigger", trigger.name()).param("mode", mode.name()).param("dryRun", dryRun)
                .param("organization", scope.organizationId()).param("directory", scope.directoryId())
                .param("user", scope.person()).param("actor", actor).param("now", utc(clock.instant()))
                .query(Long.class).optional();
        id.ifPresent(opened -> schedule(opened, 0));
        return id;
    }

    /// {@return whether another run of the same scope as this one is under way}
    boolean isAnotherUnderWay(long id) {
        return jdbc.sql("""
                select exists (select from sync_run o join sync_run r on r.id = :id
                                where o.id <> r.id and o.status in ('PENDING', 'RUNNING')
                                  and coalesce(o.organization_id, '') = coalesce(r.organization_id, '')
                                  and coalesce(o.directory_id, '') = coalesce(r.directory_id, '')
                                  and coalesce(o.directory_user_id, '') = coalesce(r.directory_user_id, ''))""")
                .param("id", id).query(Boolean.class).single();
    }

    /// Part of the transaction, so a run that is asked for is made; after it, somebody looks at once. Every beginning has a
    /// task of its own: that of the one before may still stand, finished.
    ///
    /// @param epoch how often it was begun before
    @Transactional(propagation = Propagation.MANDATORY)
    void schedule(long id, int epoch) {
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
}
