package dev.rollcall.reconcile;

import static dev.rollcall.Columns.nullableInstant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says how reconciliation is doing: what waits for a person, and how long ago each directory was looked at.
@Service
public class SyncFigures {

    private final JdbcClient jdbc;

    SyncFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @return how many runs wait for approval
    public long awaitingApproval() {
        return jdbc.sql("select count(*) from sync_run where status = 'AWAITING_APPROVAL'").query(Long.class).single();
    }

    /// @return how many directories are known
    public long directories() {
        return jdbc.sql("select count(*) from directory").query(Long.class).single();
    }

    /// @param limit at most as many
    /// @return the directories with their last runs: those first that nobody has looked at for longest, disabled ones last
    public List<DirectoryRun> directories(int limit) {
        return jdbc
                .sql("""
                        select d.id, d.organization_id, d.enabled and b.gone_at is null as enabled, d.first_at, b.full_run_at, l.due_at,
                               last.run_id, last.status, last.started_at
                          from directory d
                          left join directory_baseline b on b.directory_id = d.id
                          left join directory_look l on l.directory_id = d.id and l.directory_user_id = ''
                          left join lateral (
                               select r.id as run_id, r.status, r.started_at
                                 from sync_run_directory rd join sync_run r on r.id = rd.run_id
                                where rd.directory_id = d.id and r.trigger <> 'WEBHOOK'
                                order by rd.run_id desc limit 1) last on true
                         order by 3 desc, b.full_run_at nulls first, d.id
                         limit ?""")
                .param(limit).query(SyncFigures::directory).list();
    }

    private static DirectoryRun directory(ResultSet row, int number) throws SQLException {
        String status = row.getString("status");
        return new DirectoryRun(row.getString("id"), row.getString("organization_id"), row.getBoolean("enabled"),
                nullableInstant(row, "first_at"), nullableInstant(row, "full_run_at"), nullableInstant(row, "due_at"),
                row.getObject("run_id", Long.class), status == null ? null : SyncStatus.valueOf(status),
                nullableInstant(row, "started_at"));
    }
}
