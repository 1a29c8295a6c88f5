package dev.rollcall.reconcile;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Says in a sentence or two why a run is incomplete, or what is left to somebody else.
@Component
class RunSummary {

    private final SecondLooks secondLooks;
    private final JdbcClient jdbc;

    RunSummary(SecondLooks secondLooks, JdbcClient jdbc) {
        this.secondLooks = secondLooks;
        this.jdbc = jdbc;
    }

    /// {@return why a run did not see everything, or could not tell of somebody; null if it did and could}
    ///
    /// @param failure why nothing was seen at all, or why it was cancelled; null if neither
    @Nullable
    String why(RunLease lease, @Nullable String failure) {
        List<String> defects = failure != null ? List.of() : defects(lease.runId());
        String why = failure != null ? failure : defects.isEmpty() ? null : summary(defects);
        return why != null && secondLooks.areToCome(lease) ? why + " Rollcall looks again by itself." : why;
    }

    /// {@return what is missing of each directory, what its listing itself lacks first}
    private List<String> defects(long runId) {
        return jdbc.sql("""
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
                 order by defect is null, directory_id""").param(runId).query((row, number) -> row.getString(1)).list();
    }

    private static String summary(List<String> defects) {
        return defects.size() == 1 ? defects.getFirst()
                : "%s And %d more directories are incomplete.".formatted(defects.getFirst(), defects.size() - 1);
    }

    /// {@return what waits in older runs, as a sentence; null if nothing does}
    @Nullable
    String stillHeld(long runId) {
        List<String> held = jdbc
                .sql("""
                        select 'What was found in directory ' || directory_id || ' still waits for approval in run ' || held_by || '.'
                          from sync_run_directory where run_id = ? and held_by is not null order by directory_id""")
                .param(runId).query((row, number) -> row.getString(1)).list();
        return held.isEmpty() ? null
                : held.getFirst()
                        + (held.size() == 1 ? "" : " So it is in %d more directories.".formatted(held.size() - 1));
    }
}
