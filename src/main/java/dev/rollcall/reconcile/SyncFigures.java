package dev.rollcall.reconcile;

import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.KeptFigures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says how reconciliation is doing: what waits for a person, and how long ago each directory was looked at.
@Service
public class SyncFigures {

    static final Duration KEPT = Duration.ofSeconds(15);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final MultiGauge ages;
    private volatile Map<String, Instant> complete = Map.of();
    private final KeptFigures<Counts> kept;

    SyncFigures(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.kept = new KeptFigures<>(clock, KEPT, this::counts);
        this.ages = MultiGauge.builder("rollcall.sync.complete.age").baseUnit("seconds")
                .description("How long ago a run saw all of an enabled directory").register(meters);
        Gauge.builder("rollcall.sync.directories.never.complete", this,
                figures -> figures.kept.read(Counts::neverComplete))
                .description("Enabled directories that no run has seen all of yet").register(meters);
        Gauge.builder("rollcall.sync.runs.awaiting.approval", this,
                figures -> figures.kept.read(Counts::awaitingApproval))
                .description("Runs that hold changes back until somebody approves or rejects them").register(meters);
        Gauge.builder("rollcall.sync.changes.held", this, figures -> figures.kept.read(Counts::held))
                .description("Changes that wait until somebody approves or rejects them").register(meters);
    }

    private record Counts(long neverComplete, long awaitingApproval, long held) {
    }

    /// @return how many runs wait for approval
    public long awaitingApproval() {
        return jdbc.sql("select count(*) from sync_run where status = 'AWAITING_APPROVAL'").query(Long.class).single();
    }

    private long held() {
        return jdbc.sql("""
                select coalesce(sum(d.held), 0) from sync_run r join sync_run_directory d on d.run_id = r.id
                 where r.status = 'AWAITING_APPROVAL' and d.decision is null""").query(Long.class).single();
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

    /// @return how many directories are known
    public long directories() {
        return jdbc.sql("select count(*) from directory").query(Long.class).single();
    }

    /// @param limit at most as many
    /// @return the directories with their last runs: those first that nobody has looked at for longest, disabled ones last
    public List<DirectoryRun> directories(int limit) {
        return jdbc.sql("""
                select d.id, d.organization_id, d.enabled and b.gone_at is null as enabled, b.full_run_at, l.due_at,
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
                 limit ?""").param(limit).query(SyncFigures::directory).list();
    }

    /// A directory's age is there to be read from the start, not from the second time on.
    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        kept.read(Counts::neverComplete);
    }

    private Counts counts() {
        Map<String, Instant> seen = new HashMap<>();
        List<String> never = new ArrayList<>();
        jdbc.sql("""
                select d.id, b.full_run_at
                  from directory d left join directory_baseline b on b.directory_id = d.id
                 where d.enabled and b.gone_at is null
                   and not exists (select from organization o where o.id = d.organization_id and o.deleted)""")
                .query(row -> {
                    Instant at = nullableInstant(row, "full_run_at");
                    if (at == null) {
                        never.add(row.getString("id"));
                    } else {
                        seen.put(row.getString("id"), at);
                    }
                });
        complete = seen;
        // Somebody is reading the meters: one that is replaced meanwhile would be read twice, and that is an error.
        ages.register(seen.keySet().stream().<Row<?>> map(this::age).toList(), false);
        return new Counts(never.size(), awaitingApproval(), held());
    }

    private Row<?> age(String directoryId) {
        return Row.of(Tags.of("directory", directoryId), () -> {
            Instant at = complete.get(directoryId);
            return at == null ? Double.NaN : Duration.between(at, clock.instant()).toMillis() / 1000.0;
        });
    }

    private static DirectoryRun directory(ResultSet row, int number) throws SQLException {
        String status = row.getString("status");
        return new DirectoryRun(row.getString("id"), row.getString("organization_id"), row.getBoolean("enabled"),
                nullableInstant(row, "full_run_at"), nullableInstant(row, "due_at"),
                row.getObject("run_id", Long.class), status == null ? null : SyncStatus.valueOf(status),
                nullableInstant(row, "started_at"));
    }
}
