package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.TestDatabase;
import dev.rollcall.Traces;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;

/// What a run holds back, from the look that finds it to its end.
class ApprovalTests extends RunTest {

    private static final String[] NONE = {};
    private static final int LAST_PAGE = 4;

    @Autowired
    @Qualifier("syncSweep")
    private RecurringTask<Void> sweep;
    @Value("${spring.datasource.url}")
    private String url;

    private SimulatedDirectory known() {
        return known(100, 5);
    }

    private JsonNode run(SimulatedDirectory directory) {
        JsonNode run = rollcall.run(directory);
        SCALEKIT.advance(Duration.ofMinutes(1));
        return run;
    }

    /// {@return a run that holds the deactivation of 50 people back}
    private JsonNode holding(SimulatedDirectory directory) {
        quietly(() -> directory.leave(50));
        JsonNode run = run(directory);
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        return run;
    }

    private static String path(JsonNode run) {
        return "/api/v1/sync-runs/" + run.path("id").asLong();
    }

    @Test
    void isOfTheListThatWasSeen() {
        JsonNode run = holding(known());
        String path = path(run);
        String tag = client.get(path).header("ETag");
        assertThat(tag).matches("\"[^\"]+\"").isEqualTo(client.get(path).header("ETag"));

        for (String decision : List.of("/approve", "/reject")) {
            Answer without = client.post(path + decision, "");
            assertThat(without.status()).isEqualTo(428);
            assertThat(without.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(without.detail()).isEqualTo(
                    "Say in If-Match which list you have seen: the ETag of GET %s. * names none.".formatted(path));
            assertThat(rollcall.decide(path + decision, "*").status()).isEqualTo(428);
            assertThat(rollcall.decide(path + decision, "\"another\"").status()).isEqualTo(412);
            assertThat(rollcall.decide(path + decision, "W/" + tag).status()).as("compared as strong").isEqualTo(412);
        }
        Answer approved = rollcall.decide(path + "/approve", "\"another\", " + tag);

        assertThat(approved.status()).isEqualTo(202);
        assertThat(approved.header("ETag")).isNotEqualTo(tag).matches("\"[^\"]+\"");
        assertThat(rollcall.ended(run.path("id").asLong()).path("deactivated").asInt()).isEqualTo(50);
        assertThat(rollcall.decide(path + "/approve", tag).status()).isEqualTo(409);
        assertThat(client.post("/api/v1/sync-runs/987654321/approve", "").status()).isEqualTo(404);
    }

    @Test
    void staysWithTheOlderRunAsLongAsANewerOneFindsTheSame() {
        SimulatedDirectory directory = known();
        JsonNode older = holding(directory);
        String tag = client.get(path(older)).header("ETag");
        quietly(() -> directory.change(directory.users().getFirst().id(), user -> user.named("New", "Name")));

        JsonNode newer = run(directory);

        assertThat(newer.path("status").asString()).as(newer.toString()).isEqualTo("SUCCEEDED");
        assertThat(newer.path("held").asInt()).isZero();
        assertThat(newer.path("error").asString())
                .isEqualTo("What was found in directory %s still waits for approval in run %d."
                        .formatted(directory.id(), older.path("id").asLong()));
        assertThat(rollcall.changes(newer)).as("not held twice").singleElement();
        assertThat(client.get(path(older)).header("ETag")).isEqualTo(tag);
        assertThat(rollcall.decide(path(older) + "/approve", tag).status()).isEqualTo(202);
        rollcall.ended(older.path("id").asLong());
        rollcall.assertInStep(directory);
    }

    @Test
    void isGivenTheProofOfTheNewerRun() {
        SimulatedDirectory directory = known();
        SimulatedUser[] leaver = new SimulatedUser[1];
        quietly(() -> leaver[0] = directory.leave(50).getFirst());
        JsonNode older = run(directory);
        client.deliver(ScalekitEvents.userUpdated(leaver[0].id()).email(leaver[0].email()).active(true)
                .in(directory.organizationId()).at(SCALEKIT.now()));
        SCALEKIT.advance(Duration.ofMinutes(1));
        run(directory);

        rollcall.post(older, "approve");

        rollcall.assertInStep(directory);
    }

    @Test
    void expiresWhenANewerRunHoldsAnotherList() {
        SimulatedDirectory directory = known();
        JsonNode older = holding(directory);
        quietly(() -> directory.leave(1));

        JsonNode newer = run(directory);

        assertThat(newer.path("held").asInt()).as(newer.toString()).isEqualTo(51);
        JsonNode expired = client.get(path(older)).json();
        assertThat(expired.path("status").asString()).isEqualTo("CANCELLED");
        assertThat(expired.path("held").asInt()).isZero();
        assertThat(expired.path("error").asString())
                .isEqualTo("What it held back has expired: run %d has seen the directory since."
                        .formatted(newer.path("id").asLong()));
        assertThat(rollcall.changes(older))
                .allSatisfy(change -> assertThat(change.path("status").asString()).isEqualTo("EXPIRED"));
    }

    @Test
    void expiresWhenANewerRunHoldsNothing() {
        SimulatedDirectory directory = known();
        List<String> ids = directory.users().subList(0, 50).stream().map(SimulatedUser::id).toList();
        quietly(() -> ids.forEach(directory::deactivate));
        JsonNode older = run(directory);
        assertThat(older.path("held").asInt()).isEqualTo(50);
        quietly(() -> ids.forEach(directory::reactivate));

        run(directory);

        assertThat(client.get(path(older)).json().path("status").asString()).isEqualTo("CANCELLED");
    }

    @Test
    void isNotLostInTheMomentInWhichTheRunEnds() {
        SimulatedDirectory directory = known();
        JsonNode run = holding(directory);
        // As if the tasks of its first beginning were not put away yet.
        for (String instance : List.of("run-%d", "run-%d-0")) {
            jdbc.sql(
                    """
                            insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                            values ('sync-run', ?, now(), true, 'another node', now() + interval '1 hour', 1)""")
                    .param(instance.formatted(run.path("id").asLong())).update();
        }

        JsonNode approved = rollcall.post(run, "approve");

        assertThat(approved.path("status").asString()).as(approved.toString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void goesOnWhenItsTaskIsLost() {
        SimulatedDirectory directory = known();
        long id = jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, organization_id, status, epoch, created_at)
                values ('ON_DEMAND', 'FULL', false, ?, 'RUNNING', 1, now()) returning id""")
                .param(directory.organizationId()).query(Long.class).single();

        sweep.execute(null, null);

        assertThat(rollcall.ended(id).path("status").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void leavesNothingStagedWhateverBecomesOfIt() {
        SimulatedDirectory directory = known();
        List<SimulatedUser> users = directory.users();
        for (String end : List.of("approve", "reject", "expire")) {
            quietly(() -> directory.users()
                    .forEach(user -> directory.change(user.id(), changed -> changed.roles(end))));
            JsonNode run = run(directory);
            quietly(() -> directory.users()
                    .forEach(user -> directory.change(user.id(), changed -> changed.roles(NONE))));
            JsonNode holding = run(directory);
            assertThat(holding.path("held").asInt()).as(run + " " + holding).isEqualTo(100);
            assertThat(staged(holding)).as("what waits for approval").isEqualTo(100);
            if (end.equals("expire")) {
                quietly(() -> directory.change(users.getFirst().id(), changed -> changed.roles("back")));
                run(directory);
            } else {
                rollcall.post(holding, end);
            }
            assertThat(staged(run) + staged(holding)).as(end).isZero();
        }
    }

    private long staged(JsonNode run) {
        return jdbc.sql("""
                select (select count(*) from staged_user where run_id = :run) +
                       (select count(*) from staged_group where run_id = :run)""").param("run", run.path("id").asLong())
                .query(Long.class).single();
    }

    @Test
    void forgetsWhoIsErasedWhileItWaits() {
        SimulatedDirectory directory = known();
        String id = directory.users().getFirst().id();
        quietly(() -> directory.change(id,
                user -> user.email("waiting@x.org").named("Waiting", "Person").roles("admin")));
        run(directory);
        quietly(() -> directory.users().forEach(user -> directory.deactivate(user.id())));
        JsonNode run = run(directory);
        assertThat(run.path("held").asInt()).isEqualTo(100);
        client.deliver(ScalekitEvents.userDeleted(id).in(directory.organizationId()).at(SCALEKIT.now()));
        String account = client.get("/api/v1/users?email=waiting@x.org").json().path("data").path(0).path("id")
                .asString();

        assertThat(client.call("DELETE", "/api/v1/users/" + account + "/personal-data").status()).isEqualTo(200);

        assertThat(Traces.of("waiting@x.org", jdbc)).isEmpty();
        rollcall.post(run, "approve");
        assertThat(Traces.of("waiting@x.org", jdbc)).isEmpty();
        assertThat(rollcall.active(directory)).isZero();
    }

    @Test
    void countsWhatItFoundOnce() {
        SimulatedDirectory directory = known();
        double before = drift();
        JsonNode run = holding(directory);
        run(directory);
        rollcall.post(run, "approve");

        assertThat(drift() - before).isEqualTo(50);
    }

    private double drift() {
        return client.get("/actuator/prometheus").http().body().lines()
                .filter(line -> line.startsWith("rollcall_sync_drift_total") && line.contains("\"user.deactivated\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void countsAPersonOnceWhoLosesARoleAndChangesOtherwise() {
        SimulatedDirectory directory = known();
        quietly(() -> directory.users()
                .forEach(user -> directory.change(user.id(), changed -> changed.roles("admin"))));
        run(directory);
        quietly(() -> directory.users()
                .forEach(user -> directory.change(user.id(), changed -> changed.roles(NONE).named("New", "Name"))));

        JsonNode approved = rollcall.post(run(directory), "approve");

        assertThat(approved.path("updated").asInt()).as(approved.toString()).isEqualTo(100);
        rollcall.assertInStep(directory);
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void isCancelledWhileItCompares() throws Exception {
        SimulatedDirectory directory = known();
        try (Connection holder = DriverManager.getConnection(url, "postgres", "postgres");
                var lock = holder.createStatement()) {
            holder.setAutoCommit(false);
            // From the last page on: what comes before reads groups, too.
            SCALEKIT.afterPage(LAST_PAGE, () -> execute(lock, "lock table directory_group in access exclusive mode"));
            long id = client
                    .post("/api/v1/sync-runs", "{\"organization_id\":\"%s\"}".formatted(directory.organizationId()))
                    .json().path("id").asLong();
            await().until(() -> TestDatabase.inLineForATable(jdbc, "directory_group") > 0);

            Answer cancelled = client.post("/api/v1/sync-runs/" + id + "/cancel", "");

            assertThat(cancelled.status()).isEqualTo(202);
            assertThat(rollcall.ended(id).path("status").asString()).isEqualTo("CANCELLED");
            assertThat(staged(client.get("/api/v1/sync-runs/" + id).json())).isZero();
        }
    }

    @Test
    void endsTheMatterOfADirectoryThatIsGone() {
        for (String decision : List.of("approve", "reject")) {
            SimulatedDirectory directory = known();
            SCALEKIT.quietly(() -> SCALEKIT.organization(directory.organizationId()).delete());
            JsonNode run = run(directory);
            assertThat(run.path("held").asInt()).as("people and groups").isEqualTo(105);
            rollcall.post(run, decision);

            JsonNode again = run(directory);

            assertThat(again.path("status").asString()).as(again.toString()).isEqualTo("SUCCEEDED");
            assertThat(rollcall.active(directory)).isEqualTo(decision.equals("approve") ? 0 : 100);
            assertThat(client.get("/actuator/prometheus").http().body())
                    .doesNotContain("rollcall_sync_complete_age_seconds{directory=\"%s\"".formatted(directory.id()));
        }
    }
}
