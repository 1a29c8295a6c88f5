package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says which directories that are to be kept in step are not.
@Service
public class DirectoryFaults {

    private static final String KEPT_IN_STEP = """
            select d.id, d.organization_id, last.run_id
              from directory d
              left join directory_baseline b on b.directory_id = d.id
              left join lateral (
                   select rd.run_id, rd.defect is not null and not rd.moved as is_broken
                     from sync_run_directory rd join sync_run r on r.id = rd.run_id
                    where rd.directory_id = d.id and rd.phase = 'DONE' and r.trigger <> 'WEBHOOK'
                    order by rd.run_id desc limit 1) last on true
             where d.enabled and b.gone_at is null
               and not exists (select from organization o where o.id = d.organization_id and o.deleted)
            """;

    private final JdbcClient jdbc;

    DirectoryFaults(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A directory that is not kept in step.
    ///
    /// @param directoryId the directory
    /// @param organizationId whose it is
    /// @param runId the last run that looked at it; null if none has
    public record Fault(String directoryId, String organizationId, @Nullable Long runId) {
    }

    /// @return the directories of which the last run could not read everything, or failed with. One that only changed while it
    /// was read is none: it is looked at again
    public List<Fault> failing() {
        return jdbc.sql(KEPT_IN_STEP + "and last.is_broken order by d.id").query(DirectoryFaults::fault).list();
    }

    /// @param complete who was seen as a whole since then is no fault
    /// @param known who is known only since then, and was never seen as a whole, is none either
    /// @return the others
    public List<Fault> notSeenAsAWhole(Instant complete, Instant known) {
        return jdbc.sql(KEPT_IN_STEP + """
                and case when b.full_run_at is null then coalesce(d.first_at, '-infinity') <= :known
                         else b.full_run_at <= :complete end
                order by d.id""").param("complete", utc(complete)).param("known", utc(known))
                .query(DirectoryFaults::fault).list();
    }

    /// @return whether the last two runs of everything could not even begin, so that no directory was read
    public boolean isNothingRead() {
        return jdbc.sql("""
                select count(*) filter (where status = 'FAILED') = 2
                  from (select status from sync_run
                         where organization_id is null and directory_id is null and directory_user_id is null
                           and status not in ('PENDING', 'RUNNING')
                         order by id desc limit 2) last""").query(Boolean.class).single();
    }

    private static Fault fault(ResultSet row, int number) throws SQLException {
        return new Fault(row.getString("id"), row.getString("organization_id"), row.getObject("run_id", Long.class));
    }
}
