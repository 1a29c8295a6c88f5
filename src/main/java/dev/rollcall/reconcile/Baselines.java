package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.utc;

import dev.rollcall.scalekit.ListedDirectory;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The [baselines][Baseline] of all directories: what each of them was found to be, and whether it is gone.
@Component
class Baselines {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    Baselines(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// {@return what is known of a directory; empty if no run has seen all of it}
    Optional<Baseline> find(String directoryId) {
        return jdbc.sql("select listed_from, stats, role_assignments from directory_baseline where directory_id = ?")
                .param(directoryId)
                .query((row, number) -> new Baseline(instant(row, "listed_from"),
                        row.getString("stats") == null ? null
                                : json.readValue(row.getString("stats"), ListedDirectory.Stats.class),
                        row.getString("role_assignments")))
                .optional();
    }

    /// {@return whether there are fewer in a directory than there should be: who has left is not listed as updated}
    ///
    /// @param after the directory after what was updated in it was listed
    boolean hasSomebodyLeft(RunLease lease, DirectoryTask task, ListedDirectory after) {
        Baseline baseline = find(task.directoryId()).orElse(null);
        ListedDirectory.Stats now = after.stats();
        if (baseline == null || baseline.stats() == null || now == null) {
            return true;
        }
        long joined = jdbc.sql("""
                select count(*) from staged_user s left join directory_user u on u.id = s.id
                 where s.run_id = ? and s.directory_id = ? and (u.id is null or u.directory_id is null)""")
                .params(lease.runId(), task.directoryId()).query(Long.class).single();
        long left = task.statement(jdbc, lease, """
                select count(*) from directory_user u
                 where u.organization_id = :organization and u.directory_id = :directory and not u.active
                   and u.observed_at > :since
                   and not exists (select from staged_user s where s.run_id = :run and s.id = u.id)""")
                .param("since", utc(baseline.listedFrom())).query(Long.class).single();
        long before = Objects.requireNonNullElse(baseline.stats().totalUsers(), 0L);
        long groupsBefore = Objects.requireNonNullElse(baseline.stats().totalGroups(), 0L);
        return before + joined - left > Objects.requireNonNullElse(now.totalUsers(), 0L)
                || groupsBefore > Objects.requireNonNullElse(now.totalGroups(), 0L);
    }

    /// Keeps what a run found a directory to be, unless something is missing.
    @Transactional(propagation = Propagation.MANDATORY)
    void leaveBehind(RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease,
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
                .param("now", utc(clock.instant())).param("full", task.mode() == SyncMode.FULL).update();
    }

    /// Remembers which directories are gone, once nothing of them waits for approval: nobody has to look at them again.
    @Transactional(propagation = Propagation.MANDATORY)
    void noteGone(long runId) {
        jdbc.sql("""
                insert into directory_baseline (directory_id, organization_id, listed_from, full_run_at, gone_at)
                select directory_id, organization_id, listed_from, :now, :now
                  from sync_run_directory
                 where run_id = :run and gone and phase = 'DONE' and held_by is null
                   and exists (select from sync_run r where r.id = :run and r.directory_user_id is null)
                   and (held = 0 or decision in ('APPROVED', 'REJECTED'))
                on conflict (directory_id) do update set gone_at = excluded.gone_at""").param("run", runId)
                .param("now", utc(clock.instant())).update();
    }
}
