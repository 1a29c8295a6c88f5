package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.reconcile.RunReport.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads runs, and what they changed, would change or hold back.
@Service
public class RunReports {

    private static final String REPORT = """
            select r.*, d.users_seen, d.users_total, d.created, d.updated, d.deactivated, d.reactivated, d.unchanged, d.held,
                   d.undecided, d.held_revision
              from sync_run r
             cross join lateral (
                   select coalesce(sum(users_seen), 0) as users_seen,
                          coalesce(sum(coalesce(users_total, users_seen)), 0) as users_total,
                          coalesce(sum(created), 0) as created, coalesce(sum(updated), 0) as updated,
                          coalesce(sum(deactivated), 0) as deactivated, coalesce(sum(reactivated), 0) as reactivated,
                          coalesce(sum(unchanged), 0) as unchanged,
                          coalesce(sum(held) filter (where decision is null), 0) as held,
                          coalesce(sum(undecided), 0) as undecided,
                          coalesce(sum(held_revision), 0) as held_revision
                     from sync_run_directory where run_id = r.id) d
            """;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    RunReports(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// @param before only runs with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the runs, newest first
    public List<RunReport> list(@Nullable Long before, int limit) {
        return jdbc.sql(REPORT + " where r.id < ? order by r.id desc limit ?")
                .params(before == null ? Long.MAX_VALUE : before, limit).query(this::report).list();
    }

    /// @param limit at most as many
    /// @return the runs that wait for approval, the oldest first
    public List<RunReport> awaitingApproval(int limit) {
        return jdbc.sql(REPORT + " where r.status = 'AWAITING_APPROVAL' order by r.id limit ?").param(limit)
                .query(this::report).list();
    }

    /// @param id a run
    /// @return the run as it is now; empty if there is none
    public Optional<RunReport> find(long id) {
        return jdbc.sql(REPORT + " where r.id = ?").param(id).query(this::report).optional();
    }

    /// @param id a run
    /// @param filter which of its changes
    /// @param after only changes with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return what it changed, would change or holds back, in its order; empty if there is no such run
    public Optional<List<SyncChange>> changes(long id, ChangeFilter filter, @Nullable Long after, int limit) {
        return find(id).map(run -> jdbc.sql("""
                select c.id, c.kind, c.status, c.organization_id, nullif(c.directory_id, '') as directory_id,
                       c.subject_id, c.email, c.changes, u.account_id
                  from decided_change c left join directory_user u on u.id = c.subject_id
                 where c.run_id = :run and c.id > :after
                   and (cast(:status as text) is null or c.status = :status)
                   and (cast(:kind as text) is null or c.kind = :kind)
                 order by c.id limit :limit""").param("run", id).param("after", after == null ? 0 : after)
                .param("status", filter.status()).param("kind", filter.kind()).param("limit", limit).query(this::change)
                .list());
    }

    /// @param run a run
    /// @return how many changes of each kind and status it found
    public List<ChangeCount> counts(long run) {
        return jdbc.sql("""
                select kind, status, count(*) from decided_change where run_id = ?
                 group by kind, status order by count(*) desc, kind, status""").param(run)
                .query((row, number) -> new ChangeCount(row.getString(1), row.getString(2), row.getLong(3))).list();
    }

    /// @param run a run
    /// @param limit at most as many
    /// @return how many changes of each kind it holds back in which directory, those with the most first
    public List<HeldCount> held(long run, int limit) {
        return jdbc.sql("""
                select kind, organization_id, nullif(directory_id, ''), count(*)
                  from decided_change where run_id = ? and status = 'HELD'
                 group by kind, organization_id, directory_id order by count(*) desc, 2, 3, 1 limit ?""")
                .params(run, limit).query((row, number) -> new HeldCount(row.getString(1), row.getString(2),
                        row.getString(3), row.getLong(4)))
                .list();
    }

    private RunReport report(ResultSet row, int number) throws SQLException {
        long seen = row.getLong("users_seen");
        long total = row.getLong("users_total");
        SyncStatus status = SyncStatus.valueOf(row.getString("status"));
        Instant startedAt = nullableInstant(row, "started_at");
        SyncScope scope = SyncScope.stored(row.getString("organization_id"), row.getString("directory_id"),
                row.getString("directory_user_id"));
        return new RunReport(row.getLong("id"), SyncTrigger.valueOf(row.getString("trigger")),
                SyncMode.valueOf(row.getString("mode")), row.getBoolean("dry_run"), scope.organizationId(),
                scope.directoryId(), scope.directoryUserId(), scope.email(), status, seen, total,
                row.getLong("created"), row.getLong("updated"), row.getLong("deactivated"), row.getLong("reactivated"),
                row.getLong("unchanged"), row.getLong("held"), row.getLong("undecided"),
                progress(status, seen, total, startedAt), instant(row, "created_at"), startedAt,
                nullableInstant(row, "finished_at"), row.getString("error"), row.getLong("held_revision"));
    }

    private Progress progress(SyncStatus status, long seen, long total, @Nullable Instant startedAt) {
        boolean ended = status != SyncStatus.PENDING && status != SyncStatus.RUNNING;
        int percent = ended ? 100 : total == 0 ? 0 : (int) Math.min(100, seen * 100 / total);
        Long left = ended ? Long.valueOf(0)
                : startedAt == null || seen == 0 ? null
                        : Long.valueOf(Duration.between(startedAt, clock.instant()).toSeconds()
                                * Math.max(0, total - seen) / seen);
        return new Progress(seen, total, percent, left);
    }

    private SyncChange change(ResultSet row, int number) throws SQLException {
        return new SyncChange(row.getLong("id"), row.getString("kind"), row.getString("status"),
                row.getString("organization_id"), row.getString("directory_id"), row.getString("subject_id"),
                row.getObject("account_id", UUID.class), row.getString("email"),
                json.readValue(row.getString("changes"), new TypeReference<List<FieldChange>>() {
                }));
    }
}
