package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;

import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The lists of changes that older runs hold back of a directory which a newer run looks at: whether the newer one leaves its
/// own to them, or they expire.
@Component
class OlderLists {

    private final Leftovers leftovers;
    private final JdbcClient jdbc;
    private final Clock clock;

    OlderLists(Leftovers leftovers, JdbcClient jdbc, Clock clock) {
        this.leftovers = leftovers;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Somebody may be reading the list: as long as a newer look finds the same one, it stays where it is, with the newer
    /// proof. What is put aside here is not applied, as if it were held.
    @Transactional(propagation = Propagation.MANDATORY)
    void leaveTo(RunLease lease, DirectoryTask task) {
        Long[] older = older(lease, task, "");
        if (older.length == 0 || !isHeldBy(older, lease, task)) {
            return;
        }
        task.statement(jdbc, lease,
                """
                        update sync_change o set seen_at = n.seen_at
                          from sync_change n
                         where n.run_id = :run and n.directory_id = :directory and n.status = 'HELD' and n.kind = 'user.deactivated'
                           and o.run_id = any (:older) and o.directory_id = :directory and o.status = 'HELD'
                           and o.subject_id = n.subject_id and o.kind = n.kind and o.event_id is null and o.seen_at < n.seen_at
                           and not exists (select from staged_user s where s.run_id in (:run, o.run_id) and s.id = o.subject_id)""")
                .param("older", older).update();
        task.statement(jdbc, lease, """
                update sync_change set status = 'EXPIRED'
                 where run_id = :run and directory_id = :directory and status = 'HELD'""").update();
        task.statement(jdbc, lease, """
                update sync_run_directory set held_by = array_to_string(cast(:older as bigint[]), ', ')
                 where run_id = :run and directory_id = :directory""").param("older", older).update();
    }

    /// {@return the older runs that hold back something of the directory, locked as by whoever adds to one of them or decides
    /// about it}
    private Long[] older(RunLease lease, DirectoryTask task, String condition) {
        return task.statement(jdbc, lease,
                """
                        select r.id from sync_run r
                         where r.id < :run and r.status = 'AWAITING_APPROVAL'
                           and exists (select from sync_run_directory d
                                        where d.run_id = r.id and d.directory_id = :directory and d.held > 0 and d.decision is null)
                           %s
                         order by r.id
                           for update"""
                        .formatted(condition))
                .query(Long.class).list().toArray(Long[]::new);
    }

    /// {@return whether older runs hold all that this one would; if this one proves what everybody in the directory has, also
    /// nothing else}
    private boolean isHeldBy(Long[] older, RunLease lease, DirectoryTask task) {
        return task
                .statement(jdbc, lease,
                        """
                                with mine as (
                                    select kind, subject_id, changes from sync_change
                                     where run_id = :run and directory_id = :directory and status = 'HELD'),
                                     theirs as (
                                    select kind, subject_id, changes from decided_change
                                     where run_id = any (:older) and directory_id = :directory and status = 'HELD')
                                select exists (select from mine)
                                   and not exists (select * from mine except select * from theirs)
                                   and (exists (select from sync_run_directory
                                                 where run_id = :run and directory_id = :directory and (mode <> 'FULL' or defect is not null or undecided > 0))
                                        or cast(:user as text) is not null
                                        or not exists (select * from theirs except select * from mine))""")
                .param("older", older).param("user", lease.scope().person()).query(Boolean.class).single();
    }

    /// What older runs hold back of a directory is out of date once a newer one has seen all of it, unless they go on holding
    /// the same. What webhooks told of is only if the newer one does the same, holds it back itself, or has seen the user to
    /// be active since.
    @Transactional(propagation = Propagation.MANDATORY)
    void expire(RunLease lease, DirectoryTask task) {
        Long[] older = older(lease, task,
                """
                        and exists (select from sync_run_directory
                                     where run_id = :run and directory_id = :directory and defect is null and undecided = 0 and held_by is null)""");
        if (older.length == 0) {
            return;
        }
        jdbc.sql("""
                update sync_run_directory d set decision = 'EXPIRED', held_revision = held_revision + 1
                  from sync_run holder
                 where d.run_id = any (:older) and d.directory_id = :directory and holder.id = d.run_id
                   and holder.trigger <> 'WEBHOOK' and d.held > 0 and d.decision is null""").param("older", older)
                .param("directory", task.directoryId()).update();
        expireTold(older, lease, task);
        jdbc.sql("""
                update sync_run
                   set status = 'CANCELLED', finished_at = :now,
                       error = 'What it held back has expired: run ' || :run || ' has seen the directory since.'
                 where id = any (:older)
                   and not exists (select from sync_run_directory
                                    where run_id = sync_run.id and held > 0 and decision is null)""")
                .param("now", utc(clock.instant())).param("run", Long.toString(lease.runId())).param("older", older)
                .update();
        for (Long run : older) {
            leftovers.remove(run);
        }
    }

    private void expireTold(Long[] older, RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease, """
                with expired as (
                    update sync_change c set status = 'EXPIRED'
                      from sync_run_directory newer, sync_run holder
                     where c.run_id = any (:older) and holder.id = c.run_id and holder.trigger = 'WEBHOOK'
                       and c.directory_id = :directory and c.status = 'HELD' and c.seen_at <= newer.listed_from
                       and newer.run_id = :run and newer.directory_id = :directory
                       and (exists (select from sync_change asked
                                     where asked.run_id = :run and asked.directory_id = :directory
                                       and asked.subject_id = c.subject_id and asked.kind = 'user.deactivated'
                                       and asked.status <> 'UNDECIDED')
                            or exists (select from staged_user s
                                        where s.run_id = :run and s.id = c.subject_id and s.active))
                    returning c.run_id)
                update sync_run_directory d set held = d.held - e.count, held_revision = d.held_revision + 1
                  from (select run_id, count(*) from expired group by run_id) e
                 where d.run_id = e.run_id and d.directory_id = :directory""").param("older", older).update();
    }
}
