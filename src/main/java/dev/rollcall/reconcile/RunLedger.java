package dev.rollcall.reconcile;

import dev.rollcall.reconcile.DirectoryTask.Phase;
import dev.rollcall.scalekit.ListedDirectory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
    private final Erasures erasures;
    private final Absences absences;
    private final SecondLooks secondLooks;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    RunLedger(SyncRunRepository runs, Erasures erasures, Absences absences, SecondLooks secondLooks, JdbcClient jdbc,
            Clock clock) {
        this.runs = runs;
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
        boolean cancelled = jdbc.sql("""
                select cancel_requested, set_config('synchronous_commit', 'off', true)
                  from limit_transaction() cross join sync_run r
                 where id = ? and epoch = ? and status = 'RUNNING' for share of r""")
                .params(lease.runId(), lease.epoch()).query((row, number) -> row.getBoolean("cancel_requested"))
                .optional().orElseThrow(() -> new RunStoppedException("Another node has taken the run over.", false));
        if (cancelled) {
            throw new RunStoppedException("The run was cancelled.", true);
        }
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
                .param("updatedAfter", utc(updatedAfter))
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
                on conflict do nothing""").params(lease.runId(), organizationId, directoryId,
                at.atOffset(ZoneOffset.UTC), siblings.toArray(String[]::new)).update();
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

    /// {@return the enabled directories of an organization in which there are, or may be, active users}
    List<String> directoriesInUse(String organizationId) {
        return jdbc.sql("""
                select id from directory d
                 where organization_id = ? and enabled
                   and exists (select from directory_user u
                                where u.organization_id = d.organization_id and u.active
                                  and (u.directory_id = d.id or u.directory_id is null))
                 order by id""").param(organizationId).query((row, number) -> row.getString(1)).list();
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
                .query((row, number) -> new Baseline(row.getObject("listed_from", OffsetDateTime.class).toInstant(),
                        row.getString("stats") == null ? null
                                : json.readValue(row.getString("stats"), ListedDirectory.Stats.class),
                        row.getString("role_assignments")))
                .optional();
    }

    /// Ends a directory: what it was found to be is what the next run compares with, unless something is missing.
    @Transactional
    void done(RunLease lease, DirectoryTask task) {
        hold(lease);
        if (!lease.dryRun() && lease.scope().directoryUserId() == null) {
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
                    .param("now", utc(clock.instant())).param("run", lease.runId())
                    .param("directory", task.directoryId()).param("full", task.mode() == SyncMode.FULL).update();
            if (task.mode() == SyncMode.FULL) {
                expireOlder(lease, task);
            }
        }
        if (!lease.dryRun()) {
            secondLooks.note(lease, task);
        }
        jdbc.sql(
                "update sync_run_directory set phase = 'DONE', page_token = null where run_id = ? and directory_id = ?")
                .params(lease.runId(), task.directoryId()).update();
    }

    /// What older runs hold back of a directory is out of date once a newer one has seen all of it. What webhooks told of is
    /// only if the newer one does the same, holds it back itself, or has seen the user to be active since.
    private void expireOlder(RunLease lease, DirectoryTask task) {
        // Locked first, as by whoever adds to one of them or decides about it.
        Long[] older = jdbc.sql("""
                select r.id from sync_run r
                 where r.id < :run and r.status = 'AWAITING_APPROVAL'
                   and exists (select from sync_run_directory d
                                where d.run_id = r.id and d.directory_id = :directory and d.held > 0)
                   and exists (select from sync_run_directory
                                where run_id = :run and directory_id = :directory and defect is null)
                 order by r.id
                   for update""").param("directory", task.directoryId()).param("run", lease.runId()).query(Long.class)
                .list().toArray(Long[]::new);
        if (older.length == 0) {
            return;
        }
        jdbc.sql(
                """
                        update sync_change c set status = 'EXPIRED'
                          from sync_run_directory newer, sync_run holder
                         where c.run_id = any (:older) and holder.id = c.run_id and c.directory_id = :directory and c.status = 'HELD'
                           and newer.run_id = :run and newer.directory_id = :directory
                           and (holder.trigger <> 'WEBHOOK'
                                or c.seen_at <= newer.listed_from
                                   and (exists (select from sync_change asked
                                                 where asked.run_id = :run and asked.directory_id = :directory
                                                   and asked.subject_id = c.subject_id and asked.kind = 'user.deactivated')
                                        or exists (select from staged_user s
                                                    where s.run_id = :run and s.id = c.subject_id and s.active)))""")
                .param("older", older).param("directory", task.directoryId()).param("run", lease.runId()).update();
        jdbc.sql("""
                update sync_run_directory d
                   set held = (select count(*) from sync_change c
                                where c.run_id = d.run_id and c.directory_id = d.directory_id and c.status = 'HELD')
                 where run_id = any (:older) and directory_id = :directory""").param("older", older)
                .param("directory", task.directoryId()).update();
        jdbc.sql("""
                update sync_run
                   set status = 'CANCELLED', finished_at = :now,
                       error = 'What it held back has expired: run ' || :run || ' has seen the directory since.'
                 where id = any (:older)
                   and not exists (select from sync_run_directory where run_id = sync_run.id and held > 0)""")
                .param("now", utc(clock.instant())).param("run", Long.toString(lease.runId())).param("older", older)
                .update();
    }

    /// Ends a run.
    ///
    /// @param failure why nothing was seen at all, or why it was cancelled; null if neither
    /// @return how it ended
    @Transactional
    SyncStatus finish(RunLease lease, @Nullable SyncStatus early, @Nullable String failure) {
        SyncRun run = runs.findById(lease.runId()).orElseThrow();
        if (run.epoch() != lease.epoch() || run.status() != SyncStatus.RUNNING) {
            return run.status();
        }
        boolean holds = !lease.dryRun()
                && jdbc.sql("select exists (select from sync_run_directory where run_id = ? and held > 0)")
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
        run.finish(outcome, why, clock.instant());
        jdbc.sql(
                """
                        delete from staged_user s where run_id = :run
                           and not exists (select from sync_change c where c.run_id = :run and c.subject_id = s.id and c.status = 'HELD')""")
                .param("run", run.id()).update();
        jdbc.sql("delete from staged_group where run_id = ?").param(run.id()).update();
        absences.close(run.id());
        erasures.forget(run.id());
        return outcome;
    }

    private static String summary(List<String> defects) {
        return defects.size() == 1 ? defects.getFirst()
                : "%s And %d more directories are incomplete.".formatted(defects.getFirst(), defects.size() - 1);
    }

    private static DirectoryTask task(ResultSet row, int number) throws SQLException {
        OffsetDateTime updatedAfter = row.getObject("updated_after", OffsetDateTime.class);
        return new DirectoryTask(row.getString("organization_id"), row.getString("directory_id"),
                SyncMode.valueOf(row.getString("mode")), Phase.valueOf(row.getString("phase")),
                row.getString("page_token"), updatedAfter == null ? null : updatedAfter.toInstant(),
                row.getBoolean("gone"), row.getBoolean("listed"));
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
