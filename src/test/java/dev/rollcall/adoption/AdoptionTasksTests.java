package dev.rollcall.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@RollcallTest
class AdoptionTasksTests {

    private final String organization = "org_" + UUID.randomUUID();

    @Autowired
    @Qualifier("adoptionRetention")
    private RecurringTask<Void> retention;
    @Autowired
    @Qualifier("adoptionSweep")
    private RecurringTask<Void> sweep;
    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    private long adoption(String status, OffsetDateTime heardAt) {
        long id = jdbc
                .sql("""
                        insert into adoption (status, dry_run, requested_by, lines, created_at, heard_at, finished_at)
                        values (:status, true, 'ann', 1, :at, :at, case when :status in ('SUCCEEDED', 'FAILED') then :at end) returning id""")
                .param("status", status).param("at", heardAt).query(Long.class).single();
        jdbc.sql(
                "insert into adoption_line (adoption_id, id, line, organization_id, email) values (?, 1, 2, ?, 'a@b.c')")
                .params(id, organization).update();
        return id;
    }

    private JsonNode read(long adoption) {
        return client.get("/api/v1/adoptions/" + adoption).json();
    }

    @Test
    void forgetOldAdoptionsWithAllOfTheirLines() {
        OffsetDateTime now = OffsetDateTime.now();
        long old = adoption("SUCCEEDED", now.minusDays(31));
        long failed = adoption("FAILED", now.minusDays(31));
        long young = adoption("SUCCEEDED", now.minusDays(29));

        retention.execute(null, null);

        for (String ids : new String[] { "select id from adoption", "select adoption_id from adoption_line" }) {
            assertThat(jdbc.sql(ids).query(Long.class).list()).as(ids).contains(young).doesNotContain(old, failed);
        }
    }

    @Test
    void giveUpAListOfWhichNothingComesAnyMore() {
        long silent = adoption("RECEIVING", OffsetDateTime.now().minusMinutes(11));
        long slow = adoption("RECEIVING", OffsetDateTime.now().minusMinutes(9));

        sweep.execute(null, null);

        assertThat(read(silent).path("status").asString()).isEqualTo("FAILED");
        assertThat(read(silent).path("error").asString()).isEqualTo("The list broke off.");
        assertThat(read(slow).path("status").asString()).isEqualTo("RECEIVING");
        jdbc.sql("delete from adoption where id = ?").param(slow).update();
    }

    @Test
    void beginAgainWhatNoNodeHasToDo() {
        long lost = adoption("RUNNING", OffsetDateTime.now());

        sweep.execute(null, null);

        await().until(() -> read(lost).path("status").asString().equals("SUCCEEDED"));
        assertThat(read(lost).path("orphans").asLong()).isEqualTo(1);
    }
}
