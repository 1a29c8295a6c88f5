package dev.rollcall.reconcile;

import static dev.rollcall.Columns.nullableInstant;
import static dev.rollcall.Columns.utc;

import dev.rollcall.reconcile.DirectoryTask.Phase;
import dev.rollcall.scalekit.ListedDirectory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Keeps in the database how far a run is with each of its directories, so that another node can go on with it.
@Component
class RunLedger {

    private final RunLeases leases;
    private final Baselines baselines;
    private final OlderLists olderLists;
    private final SecondLooks secondLooks;
    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    RunLedger(RunLeases leases, Baselines baselines, OlderLists olderLists, SecondLooks secondLooks, JdbcClient jdbc) {
        this.leases = leases;
        this.baselines = baselines;
        this.olderLists = olderLists;
        this.secondLooks = secondLooks;
        this.jdbc = jdbc;
    }

    /// Notes that a directory is to be looked at. Done again, it changes nothing.
    ///
    /// @param siblings the directories of its organization, as Scalekit lists them
    @Transactional
    void add(RunLease lease, ListedDirectory directory, SyncMode mode, @Nullable Instant updatedAfter,
            Set<String> siblings) {
        leases.require(lease);
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
        leases.require(lease);
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
        leases.require(lease);
        task.statement(jdbc, lease, """
                update sync_run_directory set stats = cast(:stats as jsonb), role_assignments = :roles
                 where run_id = :run and directory_id = :directory and listed_from is null""")
                .param("stats", directory.stats() == null ? null : json.writeValueAsString(directory.stats()))
                .param("roles", Baseline.roleAssignments(directory)).update();
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
        leases.require(lease);
        move(lease, task, phase);
    }

    private void move(RunLease lease, DirectoryTask task, Phase phase) {
        jdbc.sql("update sync_run_directory set phase = ?, page_token = null where run_id = ? and directory_id = ?")
                .params(phase.name(), lease.runId(), task.directoryId()).update();
    }

    /// Notes why a listing is not the whole directory. The first reason counts.
    @Transactional
    void defect(RunLease lease, DirectoryTask task, String why) {
        leases.require(lease);
        jdbc.sql("update sync_run_directory set defect = coalesce(defect, ?) where run_id = ? and directory_id = ?")
                .params(why, lease.runId(), task.directoryId()).update();
    }

    /// Ends a directory whose work failed.
    ///
    /// @param why as a sentence
    @Transactional
    void giveUp(RunLease lease, DirectoryTask task, String why) {
        leases.require(lease);
        task.statement(jdbc, lease,
                """
                        update sync_run_directory
                           set defect = concat_ws(' ', defect, cast(:why as text)), moved = false, phase = 'DONE', page_token = null
                         where run_id = :run and directory_id = :directory""")
                .param("why", why).update();
    }

    /// Ends a directory: what it was found to be is what the next run compares with, unless something is missing.
    @Transactional
    void done(RunLease lease, DirectoryTask task) {
        leases.require(lease);
        if (task.approved()) {
            countApproved(lease, task);
        } else if (!lease.dryRun() && lease.scope().person() == null) {
            if (!task.gone()) {
                baselines.leaveBehind(lease, task);
            }
            if (task.mode() == SyncMode.FULL) {
                olderLists.expire(lease, task);
            }
        }
        if (!lease.dryRun() && !task.approved()) {
            secondLooks.note(lease, task);
        }
        move(lease, task, Phase.DONE);
        if (task.gone() && !lease.dryRun()) {
            baselines.noteGone(lease.runId());
        }
    }

    /// What was held back was not counted among what the run changed.
    private void countApproved(RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease,
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
                .update();
    }

    private static DirectoryTask task(ResultSet row, int number) throws SQLException {
        return new DirectoryTask(row.getString("organization_id"), row.getString("directory_id"),
                SyncMode.valueOf(row.getString("mode")), Phase.valueOf(row.getString("phase")),
                row.getString("page_token"), nullableInstant(row, "updated_after"), row.getBoolean("gone"),
                row.getBoolean("listed"), "APPROVED".equals(row.getString("decision")));
    }
}
