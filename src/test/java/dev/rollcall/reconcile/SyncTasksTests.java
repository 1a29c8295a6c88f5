package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import dev.rollcall.RollcallTest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
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
        run("SUCCEEDED", NOW.minusDays(31));
        run("AWAITING_APPROVAL", NOW.minusDays(31));
        run("SUCCEEDED", NOW.minusDays(29));

        retention.execute(null, null);

        for (String table : new String[] { "sync_run r", "sync_run_directory d join sync_run r on r.id = d.run_id",
                "sync_change c join sync_run r on r.id = c.run_id" }) {
            assertThat(jdbc.sql("select r.status from %s order by r.id".formatted(table)).query(String.class).list())
                    .as(table).containsExactly("AWAITING_APPROVAL", "SUCCEEDED");
        }
        assertThat(jdbc.sql("select count(*) from sync_change").query(Long.class).single()).isEqualTo(2);
    }

    private void run(String status, OffsetDateTime finishedAt) {
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
    }
}
