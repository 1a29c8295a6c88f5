package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;
import static dev.rollcall.Columns.utc;

import dev.rollcall.reconcile.DirectoryTask.Phase;
import dev.rollcall.scalekit.ListedDirectory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Keeps in the database how far a run is, so that another node can go on with it.
@Component
class RunLedger {

    private final SyncRunRepository runs;
    private final HeldLists held;
    private final Leftovers leftovers;
    private final Erasures erasures;
    private final Absences absences;
    private final SecondLooks secondLooks;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    RunLedger(SyncRunRepository runs, HeldLists held, Leftovers leftovers, Erasures erasures, Absences absences,
            SecondLooks secondLooks, JdbcClient jdbc, Clock clock) {
        this.runs = runs;
        this.held = held;
        this.leftovers = leftovers;
        this.erasures = erasures;
        this.absences = absences;
        this.secondLooks = secondLooks;
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
    /// disk: what a crash loses of a run is done again, and [#finish] is waited for.
    ///
    /// @throws RunStoppedException if it is not, or if it was cancelled
    @Transactional(propagation = Propagation.MANDATORY)
    void hold(RunLease lease) {
        boolean cancelled = jdbc
                .sql("""
                        select cancel_requested or exists (select from sync_run_cancellation c where c.run_id = r.id) as cancelled,
                               set_config('synchronous_commit', 'off', true),
                               pg_advisory_xact_lock_shared(hashtextextended('sync_run at work', id))
                          from limit_transaction() cross join sync_run r
                         where id = ? and epoch = ? and status = 'RUNNING' for share of r""")
                .params(lease.runId(), lease.epoch()).query((row, number) -> row.getBoolean("cancelled")).optional()
                .orElseThrow(() -> new RunStoppedException("Another node has taken the run over.", false));
        if (cancelled) {
            throw new RunStoppedException(RunStoppedException.CANCELLED, true);
        }
    }

    boolean isCancelled(RunLease lease) {
        return jdbc.sql("select exists (select from sync_run_cancellation where run_id = ?)").param(lease.runId())
                .query(Boolean.class).single();
    }

    /// Ends the statements of a run's transactions, which [#hold] marks with a lock that nobody ever waits for.
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

    /// Notes that a directory is to be looked at. Done again, it changes nothing.
    ///
    /// @param siblings the directories of its organization, as Scalekit lists them
    @Transactional
    void add(RunLease lease, ListedDirectory directory, SyncMode mode, @Nullable Instant updatedAfter,
            Set<String> siblings) {
        hold(lease);
        ListedDirectory.Stats stats = directory.stats();
        jdbc.sql("""
                insert into sync_run_directory (run_id, organization_id, directory_id, mode, phase, updated_after,
                                                users_total, siblings)
                values (:run, :organization, :directory, :mode, 'GROUPS', :updatedAfter, :total, :siblings)
                on conflict do nothing""").param("run", lease.runId())
                .param("organization", directory.directory().organizationId())
                .param("directory", directory.directory().id()).param("mode", mode.name())
                .param("updatedAfter", updatedAfter == null ? null : utc(updatedAfter))
                .param("total", stats == null || mode == SyncMode.INCREMENTAL ? null : stats.totalUsers())
                .param("siblings", siblings.toArray(String[]::new)).update();
    }

    /// Notes that a directory is not there any more. Done again, it changes nothing.
    ///
    /// @param at since when
    /// @param siblings the directories of its organization, as Scalekit lists them
    @Transactional
    void addGone(RunLease lease, String organizationId, String directoryId, Instant at, Set<String> siblings) {
        hold(lease);
        jdbc.sql("""
                insert into sync_run_directory (run_id, organization_id, directory_id, mode, phase, listed_from, gone,
                                                users_whole, groups_whole, siblings)
                values (?, ?, ?, 'FULL', 'COMPARING', ?, true, true, true, ?)
                on conflict do nothing""")
                .params(lease.runId(), organizationId, directoryId, utc(at), siblings.toArray(String[]::new)).update();
    }

    /// Notes what a directory says of itself before its first page is read.
    @Transactional
    void beginListing(RunLease lease, DirectoryTask task, ListedDirectory directory) {
        hold(lease);
        jdbc.sql("""
                update sync_run_directory set stats = cast(:stats as jsonb), role_assignments = :roles
                 where run_id = :run and directory_id = :directory and listed_from is null""")
                .param("stats", directory.stats() == null ? null : json.writeValueAsString(directory.stats()))
                .param("roles", Baseline.roleAssignments(directory)).param("run", lease.runId())
                .param("directory", task.directoryId()).update();
    }

    /// {@return the organizations that are not known to be deleted and have active users}
    List<String> organizationsInUse() {
        return jdbc.sql("""
                select id from organization o
                 where not deleted
                   and exists (select from directory_user u where u.organization_id = o.id and u.active)
                 order by id""").query((row, number) -> row.getString(1)).list();
    }

    /// {@return the enabled directories of an organization that are not known to be gone}
    List<String> directories(String organizationId) {
        return jdbc
                .sql("""
                        select id from directory d
                         where organization_id = ? and enabled
                           and not exists (select from directory_baseline b where b.directory_id = d.id and b.gone_at is not null)
                         order by id""")
                .param(organizationId).query((row, number) -> row.getString(1)).list();
    }

    boolean knowsAnEnabledDirectoryOf(String organizationId) {
        return jdbc.sql("select exists (select from directory where organization_id = ? and enabled)")
                .param(organizationId).query(Boolean.class).single();
    }

    /// Notes that all directories of the run's scope are known.
    @Transactional
    void discovered(RunLease lease) {
        hold(lease);
        runs.findById(lease.runId()).orElseThrow().discovered();
    }

    List<DirectoryTask> unfinished(RunLease lease) {
        return jdbc.sql("select * from sync_run_directory where run_id = ? and phase <> 'DONE' order by directory_id")
                .param(lease.runId()).query(RunLedger::task).list();
    }

    boolean hasDirectories(RunLease lease) {
        return jdbc.sql("select exists (select from sync_run_directory where run_id = ?)").param(lease.runId())
                .query(Boolean.class).single();
    }

    DirectoryTask task(RunLease lease, String directoryId) {
        return jdbc.sql("select * from sync_run_directory where run_id = ? and directory_id = ?")
                .params(lease.runId(), directoryId).query(RunLedger::task).single();
    }

    /// Notes that a directory's next phase begins, at its first page.
    @Transactional
    void enter(RunLease lease, DirectoryTask task, Phase phase) {
        hold(lease);
        jdbc.sql("update sync_run_directory set phase = ?, page_token = null where run_id = ? and directory_id = ?")
                .params(phase.name(), lease.runId(), task.directoryId()).update();
    }

    /// Notes why a listing is not the whole directory. The first reason counts.
    @Transactional
    void defect(RunLease lease, DirectoryTask task, String why) {
        hold(lease);
        jdbc.sql("update sync_run_directory set defect = coalesce(defect, ?) where run_id = ? and directory_id = ?")
                .params(why, lease.runId(), task.directoryId()).update();
    }

    /// Ends a directory whose work failed.
    ///
    /// @param why as a sentence
    @Transactional
    void giveUp(RunLease lease, DirectoryTask task, String why) {
        hold(lease);
        jdbc.sql(
                """
                        update sync_run_directory
                           set defect = concat_ws(' ', defect, cast(:why as text)), moved = false, phase = 'DONE', page_token = null
                         where run_id = :run and directory_id = :directory""")
                .param("why", why).param("run", lease.runId()).param("directory", task.directoryId()).update();
    }

    Optional<Baseline> baseline(String directoryId) {
        return jdbc.sql("select listed_from, stats, role_assignments from directory_baseline where directory_id = ?")
                .param(directoryId)
                .query((row, number) -> new Baseline(instant(row, "listed_from"),
                        row.getString("stats") == null ? null
                                : json.readValue(row.getString("stats"), ListedDirectory.Stats.class),
                        row.getString("role_assignments")))
                .optional();
    }

    /// Ends a directory: what it was found to be is what the next run compares with, unless something is missing.
    @Transactional
    void done(RunLease lease, DirectoryTask task) {
        hold(lease);
        if (task.approved()) {
            countApproved(lease, task);
        } else if (!lease.dryRun() && lease.scope().directoryUserId() == null) {
            if (!task.gone()) {
                leaveBehind(lease, task);
            }
            if (task.mode() == SyncMode.FULL) {
                held.expireOlder(lease, task);
            }
        }
        if (!lease.dryRun() && !task.approved()) {
            secondLooks.note(lease, task);
        }
        jdbc.sql(
                "update sync_run_directory set phase = 'DONE', page_token = null where run_id = ? and directory_id = ?")
                .params(lease.runId(), task.directoryId()).update();
        if (task.gone() && !lease.dryRun()) {
            held.noteGone(lease.runId());
        }
    }

    private void leaveBehind(RunLease lease, DirectoryTask task) {
        jdbc.sql(
                """
                        insert into directory_baseline as known (directory_id, organization_id, listed_from, stats, role_assignments, full_run_at)
                        select directory_id, organization_id, listed_from, stats, role_assignments, :now
                          from sync_run_directory
                         where run_id = :run and directory_id = :directory and defect is null and undecided = 0
                           and listed_from is not null
                        on conflict (directory_id) do update
                           set listed_from = excluded.listed_from, stats = excluded.stats,
                               role_assignments = excluded.role_assignments,
                               full_run_at = case when :full then excluded.full_run_at else known.full_run_at end""")
                .param("now", utc(clock.instant())).param("run", lease.runId()).param("directory", task.directoryId())
                .param("full", task.mode() == SyncMode.FULL).update();
    }

    /// What was held back was not counted among what the run changed.
    private void countApproved(RunLease lease, DirectoryTask task) {
        jdbc.sql(
                """
                        update sync_run_directory
                           set (deactivated, updated) = (
                                   select count(*) filter (where kind = 'user.deactivated'),
                                          count(distinct subject_id) filter (
                                              where kind in ('user.updated', 'user.email_removed', 'user.roles_removed', 'user.groups_removed'))
                                     from sync_change
                                    where run_id = :run and directory_id = :directory
                                      and status in ('APPLIED', 'STALE', 'REFUSED'))
                         where run_id = :run and directory_id = :directory""")
                .param("run", lease.runId()).param("directory", task.directoryId()).update();
    }

    /// Ends a run.
    ///
    /// @param failure why nothing was seen at all, or why it was cancelled; null if neither
    /// @return how it ended; empty if it is not this node's any more
    @Transactional
    Optional<SyncStatus> finish(RunLease lease, @Nullable SyncStatus early, @Nullable String failure) {
        SyncRun run = runs.findById(lease.runId()).orElseThrow();
        if (run.epoch() != lease.epoch() || run.status() != SyncStatus.RUNNING) {
            return Optional.empty();
        }
        boolean holds = !lease.dryRun() && jdbc.sql(
                "select exists (select from sync_run_directory where run_id = ? and held > 0 and decision is null)")
                .param(run.id()).query(Boolean.class).single();
        List<String> defects = jdbc.sql("""
                select concat_ws(' ', defect, 'Directory ' || directory_id || ': ' || unreadable,
                                 case when undecided > 0
                                      then 'Directory ' || directory_id || ': it is too early to tell of ' || undecided
                                           || ' who are not listed, and of whom something newer is known ('
                                           || (select string_agg(subject_id, ', ' order by id)
                                                 from (select c.id, c.subject_id from sync_change c
                                                        where c.run_id = d.run_id and c.directory_id = d.directory_id
                                                          and c.status = 'UNDECIDED'
                                                        order by c.id limit 3) as named)
                                           || case when undecided > 3 then ' …' else '' end || ').' end)
                  from sync_run_directory d
                 where run_id = ? and (defect is not null or unreadable is not null or undecided > 0)
                 order by defect is null, directory_id""").param(run.id()).query((row, number) -> row.getString(1))
                .list();
        String why = failure != null ? failure : defects.isEmpty() ? null : summary(defects);
        if (why != null && secondLooks.areToCome(lease)) {
            why += " Rollcall looks again by itself.";
        }
        SyncStatus outcome = early != null ? early
                : holds ? SyncStatus.AWAITING_APPROVAL : why != null ? SyncStatus.INCOMPLETE : SyncStatus.SUCCEEDED;
        run.finish(outcome, why != null ? why : stillHeld(run.id()), clock.instant());
        runs.flush();
        if (early != null) {
            held.decide(run.id(), "EXPIRED");
        }
        leftovers.remove(run.id());
        absences.close(run.id());
        erasures.forget(run.id());
        return Optional.of(outcome);
    }

    /// {@return what waits in older runs, as a sentence; null if nothing does}
    private @Nullable String stillHeld(long runId) {
        List<String> held = jdbc
                .sql("""
                        select 'What was found in directory ' || directory_id || ' still waits for approval in run ' || held_by || '.'
                          from sync_run_directory where run_id = ? and held_by is not null order by directory_id""")
                .param(runId).query((row, number) -> row.getString(1)).list();
        return held.isEmpty() ? null
                : held.getFirst()
                        + (held.size() == 1 ? "" : " So it is in %d more directories.".formatted(held.size() - 1));
    }

    private static String summary(List<String> defects) {
        return defects.size() == 1 ? defects.getFirst()
                : "%s And %d more directories are incomplete.".formatted(defects.getFirst(), defects.size() - 1);
    }

    private static DirectoryTask task(ResultSet row, int number) throws SQLException {
        return new DirectoryTask(row.getString("organization_id"), row.getString("directory_id"),
                SyncMode.valueOf(row.getString("mode")), Phase.valueOf(row.getString("phase")),
                row.getString("page_token"), nullableInstant(row, "updated_after"), row.getBoolean("gone"),
                row.getBoolean("listed"), "APPROVED".equals(row.getString("decision")));
    }
}
