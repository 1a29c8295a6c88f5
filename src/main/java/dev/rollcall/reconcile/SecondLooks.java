package dev.rollcall.reconcile;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Remembers of which directories a run could not tell everything, and when to look at them again: see "Too early to tell is
/// looked at again" in the design. When that is, only the database's clock says.
@Component
class SecondLooks {

    /// How long it takes at most until what is due is begun.
    static final Duration LATENCY = Duration.ofSeconds(20);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    /// Scalekit gives the time of a page in whole seconds.
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    private final JdbcClient jdbc;
    private final Sought sought;
    private final boolean automatic;
    private final Duration safetyMargin;
    private final Duration longestPause;

    SecondLooks(JdbcClient jdbc, Sought sought, ReconcileProperties properties) {
        this.jdbc = jdbc;
        this.sought = sought;
        this.automatic = properties.automatic();
        this.safetyMargin = properties.safetyMargin();
        this.longestPause = properties.interval();
    }

    private record Found(boolean moved, boolean undecided, boolean complete, boolean everywhere) {
    }

    /// Notes what a run has found of a directory: whether it has to be looked at again, or has been seen.
    @Transactional(propagation = Propagation.MANDATORY)
    void note(RunLease lease, DirectoryTask task) {
        String person = lease.scope().person();
        String user = person == null ? "" : person;
        Found found = jdbc
                .sql("""
                        select l.moved, l.undecided > 0 as undecided,
                               l.defect is null and l.undecided = 0 and l.mode = 'FULL' as complete,
                               exists (select from sync_change c join directory_user u on u.id = c.subject_id
                                        where c.run_id = l.run_id and c.directory_id = l.directory_id and c.status = 'UNDECIDED'
                                          and u.directory_id is null)
                                   and exists (select from directory o
                                                where o.organization_id = l.organization_id and o.id <> l.directory_id) as everywhere
                          from sync_run_directory l where l.run_id = ? and l.directory_id = ?""")
                .params(lease.runId(), task.directoryId()).query(Found.class).single();
        if ((found.moved || found.undecided) && sought.isAnybodyMissing(lease, task)) {
            int looks = jdbc
                    .sql("""
                            insert into directory_look as known (directory_id, directory_user_id, organization_id, everywhere, looks, due_at)
                            values (?, ?, ?, ?, 1, now())
                            on conflict (directory_id, directory_user_id) do update
                               set looks = known.looks + 1, everywhere = excluded.everywhere
                            returning looks""")
                    .params(task.directoryId(), user, task.organizationId(), found.everywhere).query(Integer.class)
                    .single();
            jdbc.sql("""
                    update directory_look set due_at = now() + cast(? as interval)
                     where directory_id = ? and directory_user_id = ?""")
                    .params(pause(looks, found.moved).toString(), task.directoryId(), user).update();
        } else if (found.complete) {
            jdbc.sql("delete from directory_look where directory_id = :directory and :user in ('', directory_user_id)")
                    .param("directory", task.directoryId()).param("user", user).update();
        }
    }

    /// @param looks how many looks in a row could not tell, at least one
    /// @param moved whether the last one could not because the directory changed meanwhile: only time helps
    private Duration pause(int looks, boolean moved) {
        int doublings = moved ? looks - 1 : looks - 2;
        if (doublings < 0) {
            return safetyMargin.plus(ROUNDING);
        }
        Duration pause = doublings == 0 ? FIRST_PAUSE.minus(LATENCY)
                : FIRST_PAUSE.multipliedBy(1L << Math.min(doublings, 10));
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /// {@return whether a directory of the run is looked at again without anybody asking for it}
    boolean areToCome(RunLease lease) {
        return automatic && !lease.dryRun() && jdbc.sql("""
                select exists (select from sync_run_directory d join directory_look l on l.directory_id = d.directory_id
                                where d.run_id = ? and (d.moved or d.undecided > 0))""").param(lease.runId())
                .query(Boolean.class).single();
    }

    /// Takes the looks that are due. Each becomes due again after the longest pause, unless the run that is made of it notes
    /// something else.
    ///
    /// @return what to look at
    @Transactional(propagation = Propagation.MANDATORY)
    List<SyncScope> take() {
        jdbc.sql("select limit_transaction()").query().listOfRows();
        jdbc.sql("""
                delete from directory_look l
                 where due_at <= now()
                   and not exists (select from directory d join organization o on o.id = d.organization_id
                                    where d.id = l.directory_id and d.enabled and not o.deleted)""").update();
        return jdbc.sql("""
                update directory_look set due_at = now() + cast(? as interval)
                 where (directory_id, directory_user_id) in (
                       select directory_id, directory_user_id from directory_look
                        where due_at <= now() order by due_at limit 100 for update skip locked)
                returning organization_id, case when not everywhere then directory_id end as directory_id,
                          nullif(directory_user_id, '') as directory_user_id""").param(longestPause.toString())
                .query((row, number) -> SyncScope.stored(row.getString(1), row.getString(2), row.getString(3))).list();
    }
}
