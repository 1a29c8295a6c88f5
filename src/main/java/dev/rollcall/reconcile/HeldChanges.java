package dev.rollcall.reconcile;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says whose changes wait for somebody to approve or reject them.
@Service
public class HeldChanges {

    private final JdbcClient jdbc;

    HeldChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What waits of one organization.
    ///
    /// @param organizationId the organization
    /// @param byWebhooks whether all of it is what webhooks said, and nothing what a run found
    /// @param runId the newest run that holds some of it
    /// @param runs how many runs do
    /// @param count how many changes wait
    public record OfOrganization(String organizationId, boolean byWebhooks, long runId, long runs, long count) {
    }

    /// A change of one directory user that waits.
    ///
    /// @param runId the run that holds it
    /// @param byWebhooks whether webhooks said it, and not a run
    /// @param kind what kind of change it is, such as `user.deactivated`
    public record OfUser(long runId, boolean byWebhooks, String kind) {
    }

    /// @return what waits, by organization
    public List<OfOrganization> byOrganization() {
        return jdbc.sql("""
                select d.organization_id, bool_and(r.trigger = 'WEBHOOK') as by_webhooks, max(r.id) as run_id,
                       count(distinct r.id) as runs, sum(d.held) as held
                  from sync_run r join sync_run_directory d on d.run_id = r.id
                 where r.status = 'AWAITING_APPROVAL' and d.held > 0 and d.decision is null
                 group by 1 order by 1""")
                .query((row, number) -> new OfOrganization(row.getString("organization_id"),
                        row.getBoolean("by_webhooks"), row.getLong("run_id"), row.getLong("runs"), row.getLong("held")))
                .list();
    }

    /// @param directoryUserIds ids of directory users
    /// @return what waits of them, each kind in each run once
    public List<OfUser> of(Collection<String> directoryUserIds) {
        // By the directories that the run holds something of: changes are found by these and the user.
        return jdbc.sql("""
                select distinct r.id, r.trigger = 'WEBHOOK' as by_webhooks, c.kind
                  from sync_run r
                  join sync_run_directory d on d.run_id = r.id
                  join sync_change c on c.run_id = r.id and c.directory_id = d.directory_id
                 where r.status = 'AWAITING_APPROVAL' and d.held > 0 and d.decision is null
                   and c.subject_id = any (:ids) and c.status = 'HELD'
                 order by r.id, c.kind""").param("ids", directoryUserIds.toArray(String[]::new)).query(
                (row, number) -> new OfUser(row.getLong("id"), row.getBoolean("by_webhooks"), row.getString("kind")))
                .list();
    }
}
