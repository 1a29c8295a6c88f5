package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableTexts;

import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.ScalekitUser;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Applies deactivations that webhooks told of, that their safeguard held back, and that somebody has approved.
@Component
class ApprovedDepartures {

    private static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final RunLeases leases;
    private final Observations observations;

    ApprovedDepartures(JdbcClient jdbc, RunLeases leases, Observations observations) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.observations = observations;
    }

    private record Departure(long id, Observation seen) {
    }

    /// Applies the next ones: as the observations that they would have been, so that whatever is newer stays.
    ///
    /// @param after the id of the directory user after which to go on
    /// @return the id to go on after; null at the end
    @Transactional
    @Nullable
    String apply(RunLease lease, DirectoryTask task, String after) {
        leases.require(lease);
        List<Departure> departures = jdbc.sql("""
                select distinct on (subject_id) id, subject_id, seen_at, event_id,
                       (select array(select jsonb_array_elements_text(change -> 'to'))
                          from jsonb_array_elements(changes) as change where change ->> 'field' = 'roles') as roles,
                       (select array(select jsonb_array_elements_text(change -> 'to'))
                          from jsonb_array_elements(changes) as change where change ->> 'field' = 'groups') as group_ids
                  from sync_change
                 where run_id = ? and directory_id = ? and (status = 'PLANNED' or status = 'HELD' and ?)
                   and subject_id > ?
                 order by subject_id, seen_at, event_id limit ?""")
                .params(lease.runId(), task.directoryId(), task.approved(), after, CHUNK)
                .query((row, number) -> new Departure(row.getLong("id"), departed(row, task))).list();
        observations.users(task.organizationId(), departures.stream().map(Departure::seen).toList(),
                Cause.syncRun(lease.runId()));
        jdbc.sql("""
                update sync_change c set status = case when u.active then 'STALE' else 'APPLIED' end
                  from directory_user u
                 where c.run_id = ? and c.id = any (?) and u.id = c.subject_id""")
                .params(lease.runId(), departures.stream().map(Departure::id).toArray(Long[]::new)).update();
        return departures.isEmpty() ? null : departures.getLast().seen().user().id();
    }

    private static Observation departed(ResultSet row, DirectoryTask task) throws SQLException {
        return new Observation(
                new ScalekitUser(row.getString("subject_id"), task.organizationId(), false, null, null, null, null,
                        null, nullableTexts(row, "roles"),
                        StagedUser.groups(nullableTexts(row, "group_ids"), task, null)),
                null, new Version(instant(row, "seen_at"), row.getString("event_id")));
    }
}
