package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import dev.rollcall.RollcallTest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

@RollcallTest
class SyncTasksTests {

    private static final OffsetDateTime NOW = Instant.now().atOffset(ZoneOffset.UTC);

    @Autowired
    @Qualifier("syncRetention")
    private RecurringTask<Void> retention;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void forgetsOldRunsWithAllThatTheyFoundButNoneThatWaitsForApproval() {
        long old = run("SUCCEEDED", NOW.minusDays(31));
        long waiting = run("AWAITING_APPROVAL", NOW.minusDays(31));
        long young = run("SUCCEEDED", NOW.minusDays(29));

        retention.execute(null, null);

        for (String runs : new String[] { "select id from sync_run", "select run_id from sync_run_directory",
                "select run_id from sync_change" }) {
            assertThat(jdbc.sql(runs).query(Long.class).list()).as(runs).contains(waiting, young).doesNotContain(old);
        }
    }

    /// That another node takes over is what [SeveralNodesTests] show, where it takes seconds.
    @Test
    void leaveWhatADeadNodeWasAtToAnotherWithinAMinute(@Value("${db-scheduler.heartbeat-interval}") Duration heartbeat,
            @Value("${db-scheduler.missed-heartbeats-limit}") int missed,
            @Value("${db-scheduler.polling-interval}") Duration polling) {
        Duration untilItIsFound = heartbeat.multipliedBy(missed + 1);

        assertThat(untilItIsFound.plus(polling)).isLessThan(Duration.ofMinutes(1));
    }

    private long run(String status, OffsetDateTime finishedAt) {
        long id = jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, status, created_at, finished_at)
                values ('ON_DEMAND', 'FULL', false, ?, ?, ?) returning id""").params(status, finishedAt, finishedAt)
                .query(Long.class).single();
        jdbc.sql("""
                insert into sync_run_directory (run_id, organization_id, directory_id, mode, phase)
                values (?, 'org_1', 'dir_1', 'FULL', 'DONE')""").param(id).update();
        jdbc.sql("""
                insert into sync_change (run_id, organization_id, kind, subject_id, changes, seen_at, status)
                values (?, 'org_1', 'user.created', 'diruser_1', '[]', ?, 'APPLIED')""").params(id, finishedAt)
                .update();
        return id;
    }
}
