package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes away what runs have put aside and nobody needs any more, in steps that are short however much there is.
@Component
class Leftovers {

    private static final int STEP = 10_000;

    // By arrays: a join may be planned while a table is empty, and then looks at all of it for each row.

    private static final String STAGED_USERS = """
            with next as (
                select id from staged_user where run_id = :run and id > :after order by id limit :step),
                 removed as (
                delete from staged_user s
                 where s.run_id = :run and s.id = any (array(select id from next))
                   and not exists (select from decided_change c join sync_run r on r.id = c.run_id
                                    where c.run_id = :run and c.directory_id = s.directory_id and c.subject_id = s.id
                                      and c.status = 'HELD' and r.status = 'AWAITING_APPROVAL')
                   and (:all or not coalesce((select directory_user_id like 'mailto:%' from sync_run where id = :run), false)
                        or not exists (select from sync_run_directory d -- of which nothing but who was found is left
                                        where d.run_id = :run and d.directory_id = s.directory_id
                                          and d.created + d.updated + d.deactivated + d.reactivated + d.held + d.unchanged > 0)))
            select max(id) from next""";

    private static final String STAGED_GROUPS = """
            with next as (
                select id from staged_group where run_id = :run and id > :after order by id limit :step),
                 removed as (
                delete from staged_group where run_id = :run and id = any (array(select id from next)))
            select max(id) from next""";

    /// Of what an older run holds.
    private static final String COPIES = """
            with next as (
                select id from sync_change
                 where run_id = :run and id > cast(coalesce(nullif(:after, ''), '0') as bigint)
                   and exists (select from sync_run_directory d where d.run_id = :run and d.held_by is not null)
                 order by id limit :step),
                 removed as (
                delete from sync_change c using sync_run_directory d
                 where c.run_id = :run and c.id = any (array(select id from next)) and c.status = 'EXPIRED'
                   and d.run_id = :run and d.directory_id = c.directory_id and d.held_by is not null)
            select cast(max(id) as text) from next""";

    private static final String CHANGES = """
            with next as (
                select id from sync_change
                 where run_id = :run and id > cast(coalesce(nullif(:after, ''), '0') as bigint) order by id limit :step),
                 removed as (
                delete from sync_change where run_id = :run and id = any (array(select id from next)))
            select cast(max(id) as text) from next""";

    private final JdbcClient jdbc;

    Leftovers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Forgets what a run that has ended has read, but for those of whom something waits for approval, and for those whose
    /// address it was to look for.
    void remove(long runId) {
        remove(runId, false);
    }

    private void remove(long runId, boolean all) {
        each(STAGED_USERS, runId, all);
        each(STAGED_GROUPS, runId, all);
        each(COPIES, runId, all);
    }

    /// Forgets, at the end of a run, whom its listings lacked, but for those of a directory that moved.
    void removeAbsences(long runId) {
        jdbc.sql("""
                delete from absent_user a
                 where a.run_id = :run
                   and not exists (select from sync_run_directory l join sync_run r on r.id = l.run_id
                                    where l.run_id = :run and l.directory_id = a.directory_id and not r.dry_run
                                      and l.phase = 'DONE' and l.end_total is not null)""").param("run", runId)
                .update();
    }

    /// Forgets a run that has ended with all that it found.
    void removeAll(long runId) {
        remove(runId, true);
        each(CHANGES, runId, true);
        jdbc.sql("delete from sync_run_cancellation where run_id = ?").param(runId).update();
        jdbc.sql("delete from sync_run where id = ?").param(runId).update();
    }

    /// Forgets what was lost before an instant.
    void removeLosses(Instant before) {
        int removed = STEP;
        while (removed == STEP) {
            removed = jdbc.sql("""
                    delete from unasked_loss
                     where ctid = any (array(select ctid from unasked_loss where lost_at < ? limit ?))""")
                    .params(utc(before), STEP).update();
        }
    }

    private void each(String step, long runId, boolean all) {
        String after = "";
        while (after != null) {
            after = step(step, runId, all, after);
        }
    }

    private @Nullable String step(String step, long runId, boolean all, String after) {
        return jdbc.sql(step).param("run", runId).param("all", all).param("after", after).param("step", STEP)
                .query((row, number) -> row.getString(1)).optional().orElse(null);
    }
}
