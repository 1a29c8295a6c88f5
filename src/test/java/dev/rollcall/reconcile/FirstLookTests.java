package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.SimulatedDirectory;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who is taken in while a directory is still being listed.
class FirstLookTests extends RunTest {

    private static final int PEOPLE = 600;
    private static final int PAGE = 30;

    private long known(SimulatedDirectory directory) {
        return jdbc.sql("select count(*) from directory_user where organization_id = ?")
                .param(directory.organizationId()).query(Long.class).single();
    }

    @Test
    void takesUsersInWhileAnUnknownDirectoryIsStillListed() {
        SimulatedDirectory directory = unknown(PEOPLE, 4);
        SCALEKIT.afterPage(PEOPLE / PAGE - 1, () -> await().until(() -> known(directory) > 0));

        JsonNode run = rollcall.run(directory);

        assertStatus(run, "SUCCEEDED");
        assertThat(run.path("created").asInt()).isEqualTo(PEOPLE);
        assertThat(run.path("unchanged").asInt()).isZero();
        assertThat(client.get("/api/v1/sync-runs/" + run.path("id").asLong() + "/changes?limit=1").json().path("data")
                .path(0).path("status").asString()).isEqualTo("APPLIED");
        rollcall.assertInStep(directory);
        assertThat(rollcall.run(directory).path("unchanged").asInt()).isEqualTo(PEOPLE);
    }

    @Test
    void givesThemTheirGroupsAtOnce() {
        SimulatedDirectory directory = unknown(PEOPLE, 4);

        assertStatus(rollcall.run(directory), "SUCCEEDED");

        assertThat(jdbc.sql("""
                select count(*) from account_change
                 where organization_id = ? and kind <> 'user.created'""").param(directory.organizationId())
                .query(Long.class).single()).as("entries that only put right what was said too early").isZero();
    }

    @Test
    void takesNobodyInInADryRun() {
        SimulatedDirectory directory = unknown(PEOPLE, 4);

        JsonNode run = rollcall.dryRun(directory);

        assertThat(run.path("created").asInt()).as(run.toString()).isEqualTo(PEOPLE);
        assertThat(known(directory)).isZero();
    }

    /// One who has been taken in by then, and one who is still to be.
    @Test
    void letsNobodyBackInWhoLeavesMeanwhile() {
        SimulatedDirectory directory = unknown(PEOPLE, 4);
        Set<String> leavers = new HashSet<>();
        SCALEKIT.afterPage(PEOPLE / PAGE - 1, () -> {
            await().until(() -> known(directory) > 0);
            leavers.add(jdbc.sql("select min(id) from directory_user where organization_id = ?")
                    .param(directory.organizationId()).query(String.class).single());
            leavers.add(jdbc.sql("""
                    select min(s.id) from staged_user s
                     where not exists (select from directory_user u where u.id = s.id)""").query(String.class)
                    .optional().orElseGet(() -> directory.users().getLast().id()));
            listen();
            leavers.forEach(directory::leave);
            SCALEKIT.webhooks().settle();
            SCALEKIT.postToNobody();
        });

        rollcall.run(directory);

        assertThat(leavers).hasSize(2);
        assertThat(jdbc.sql("""
                select count(*) from directory_user u join app_user a on a.id = u.account_id
                 where u.id = any (?) and (u.active or a.status = 'ACTIVE')""").param(leavers.toArray(String[]::new))
                .query(Long.class).single()).isZero();
        rollcall.assertInStep(directory);
    }

    @Test
    void waitsForTheWholeListingWhereSomebodyIsKnown() {
        SimulatedDirectory directory = known(PAGE, 4);
        quietly(() -> directory.generate(PEOPLE, 0));
        AtomicLong meanwhile = new AtomicLong();
        // Twenty pages have been staged by then.
        SCALEKIT.afterPage(PEOPLE / PAGE, () -> {
            await().until(() -> jdbc.sql("select exists (select from staged_user)").query(Boolean.class).single());
            meanwhile.set(known(directory));
        });

        JsonNode run = rollcall.run(directory);

        assertStatus(run, "SUCCEEDED");
        assertThat(meanwhile).hasValue(PAGE);
        rollcall.assertInStep(directory);
    }
}
