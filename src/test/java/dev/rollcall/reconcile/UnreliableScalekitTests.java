package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import dev.rollcall.simulator.Webhooks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// The whole service with a Scalekit that fails, and how it stands afterwards.
@TestPropertySource(properties = { "rollcall.scalekit.max-response-size=1MB",
        "rollcall.reconcile.parallel-directories=1" })
class UnreliableScalekitTests extends RunTest {

    @BeforeEach
    void beginAnew() {
        SCALEKIT.reset();
        listen();
    }

    private static SimulatedDirectory directory() {
        return unknown(100, 5);
    }

    private SimulatedDirectory known() {
        return known(100, 5);
    }

    @Test
    void takesWebhooksAndSaysWhatIsWrongWhileItsCredentialsAreRefused() {
        SimulatedDirectory directory = directory();
        SCALEKIT.accepting("skc_other", "other");
        SCALEKIT.revokeTokens();
        double failed = failedRuns();

        JsonNode run = rollcall.run(directory);
        SimulatedUser joined = directory.join();
        SCALEKIT.webhooks().settle();

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("FAILED");
        assertThat(run.path("error").asString()).contains("POST /oauth/token: 401");
        assertThat(failedRuns()).isEqualTo(failed + 1);
        assertThat(rollcall.client().get("/actuator/health/readiness").json().path("status").asString())
                .isEqualTo("UP");
        rollcall.awaitUser(directory, joined.email());

        SCALEKIT.accepting("skc_test", "test");
        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    private double failedRuns() {
        return rollcall.client().get("/actuator/prometheus").http().body().lines()
                .filter(line -> line.startsWith("rollcall_sync_runs_seconds_count") && line.contains("\"failed\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void deactivatesNobodyWhenAnAnswerDoesNotEnd() {
        SimulatedDirectory directory = known();
        SCALEKIT.fail(Fault.endless(0).on("users"));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains(directory.id(), "GET /api/v1/");
        rollcall.assertInStep(directory);
        SCALEKIT.mend();
        assertThat(rollcall.run(directory).path("status").asString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void goesOnWithANewTokenWhenTheOldOneIsRefusedBetweenTwoPages() {
        SimulatedDirectory directory = directory();
        SCALEKIT.afterPage(2, SCALEKIT::revokeTokens);
        SCALEKIT.resetRequests();

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(SCALEKIT.requests("token")).isPositive();
        rollcall.assertInStep(directory);
    }

    @Test
    void deactivatesNobodyWhoWasSkippedBecauseALeaverShiftedThePages() {
        SimulatedDirectory directory = known();
        SCALEKIT.offsetPages(true);
        SimulatedUser leaver = directory.users().getFirst();
        SCALEKIT.afterPage(2, () -> SCALEKIT.quietly(() -> directory.leave(leaver.id())));

        JsonNode shifted = rollcall.run(directory);

        assertThat(shifted.path("status").asString()).as(shifted.toString()).isEqualTo("INCOMPLETE");
        assertThat(shifted.path("deactivated").asInt()).isZero();
        SCALEKIT.advance(Duration.ofMinutes(1));
        JsonNode next = rollcall.run(directory);
        assertThat(next.path("deactivated").asInt()).as(next.toString()).isOne();
        rollcall.assertInStep(directory);
    }

    @Test
    void takesRolesFromTheDirectoryWhereUsersDoNotTellThem() {
        SimulatedDirectory directory = directory();
        directory.tellActiveAndRoles(false);
        SCALEKIT.quietly(() -> directory.assignRole(directory.groups().getFirst().id(), "auditor"));
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(directory.users()).anyMatch(user -> user.roles().contains("auditor"));
        rollcall.assertInStep(directory);
    }

    static Stream<Arguments> troubles() {
        Map<String, Consumer<Webhooks>> troubles = Map.of("delayed", webhooks -> webhooks.delay(Duration.ofMillis(300)),
                "duplicated", webhooks -> webhooks.duplicate(60), "reordered", webhooks -> webhooks.reorder(true),
                "several at once", webhooks -> webhooks.concurrency(8), "everything",
                webhooks -> webhooks.delay(Duration.ofMillis(100)).duplicate(40).reorder(true).concurrency(4));
        return troubles.entrySet().stream().map(trouble -> Arguments.argumentSet(trouble.getKey(), trouble.getValue()));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void isInStepWithoutAnyRunHoweverWebhooksArrive(Consumer<Webhooks> trouble) {
        SimulatedDirectory directory = known();
        trouble.accept(SCALEKIT.webhooks());

        change(directory);
        SCALEKIT.webhooks().settle();

        rollcall.awaitInStep(directory);
        SCALEKIT.advance(Duration.ofMinutes(1));
        JsonNode run = rollcall.run(directory);
        assertThat(rollcall.changes(run)).as(run.toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void isInStepWhenARunAndWebhooksMeet(Consumer<Webhooks> trouble) {
        SimulatedDirectory directory = known();
        trouble.accept(SCALEKIT.webhooks());
        SCALEKIT.afterPage(2, () -> change(directory));

        rollcall.run(directory);
        SCALEKIT.webhooks().settle();

        rollcall.awaitInStep(directory);
    }

    private static void change(SimulatedDirectory directory) {
        directory.join(10);
        List<SimulatedUser> users = directory.users();
        users.subList(0, 5).forEach(user -> directory.leave(user.id()));
        directory.rehire(users.get(2).id());
        users.subList(10, 20).forEach(user -> directory.change(user.id(), is -> is.named("New", "Name")));
        users.subList(15, 18).forEach(user -> directory.deactivate(user.id()));
        directory.reactivate(users.get(16).id());
        users.subList(20, 25).forEach(user -> directory.addToGroup(user.id(), directory.groups().getFirst().id()));
        directory.deleteGroup(directory.groups().getLast().id());
    }
}
