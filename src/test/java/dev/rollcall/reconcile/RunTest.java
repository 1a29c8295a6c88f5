package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// A test of runs: a Rollcall, and a simulated Scalekit that all such tests share. When a class begins it is empty, and
/// webhooks go nowhere.
@RollcallTest
@TestPropertySource(properties = "rollcall.reconcile.safety-margin=0s")
@Execution(ExecutionMode.SAME_THREAD)
abstract class RunTest {

    /// Its time begins so long ago that all tests together can advance it without ever being in Rollcall's future.
    static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET)
            .beginning(Duration.ofDays(25));

    private static final Duration A_WHILE = Duration.ofMinutes(1);

    Reconciler rollcall;
    RollcallClient client;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @BeforeAll
    static void forgetTheOtherTests() {
        SCALEKIT.reset();
        SCALEKIT.postToNobody();
    }

    @BeforeEach
    void connect() {
        client = new RollcallClient(port);
        rollcall = new Reconciler(client);
    }

    /// Lets webhooks come to Rollcall.
    final void listen() {
        SCALEKIT.postTo(URI.create("http://localhost:" + port + "/webhooks/scalekit"));
    }

    /// Makes changes of which Rollcall hears nothing, a while before what comes next.
    static void quietly(Runnable change) {
        SCALEKIT.quietly(change);
        SCALEKIT.advance(A_WHILE);
    }

    /// {@return a directory that Rollcall has never heard of}
    static SimulatedDirectory unknown(int people, int groups) {
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].generate(people, groups);
        });
        return made[0];
    }

    /// {@return a directory of which Rollcall knows by a run}
    final SimulatedDirectory known(int people, int groups) {
        SimulatedDirectory directory = unknown(people, groups);
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        SCALEKIT.advance(A_WHILE);
        return directory;
    }

    static void assertStatus(JsonNode run, String status) {
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo(status);
    }

    /// {@return the status of the account of somebody}
    final String status(SimulatedUser user) {
        return jdbc.sql("select a.status from app_user a join directory_user u on u.account_id = a.id where u.id = ?")
                .param(user.id()).query(String.class).single();
    }
}
