package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.scalekit.GrpcScalekit;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// Runs of a whole Rollcall that calls Scalekit through its SDK.
@RollcallContext
@TestPropertySource(properties = { "SCALEKIT_ENVIRONMENT_URL=https://localhost", "rollcall.scalekit.client=sdk",
        "rollcall.reconcile.safety-margin=0s" })
@Isolated // port 443, the trust store and the SDK's environment are one for the process
class SdkRunTests {

    private static final ScalekitSimulator SIMULATOR = ScalekitSimulator.start(RollcallTest.SECRET);

    private static GrpcScalekit scalekit;

    @BeforeAll
    static void listen(@TempDir Path folder) throws IOException, InterruptedException {
        scalekit = GrpcScalekit.start(folder).on(SIMULATOR.url());
    }

    @AfterAll
    static void stop() {
        SIMULATOR.close();
        if (scalekit != null) {
            scalekit.close();
        }
    }

    @Test
    void keepsADirectoryInStep(@Autowired RollcallClient client) {
        var rollcall = new Reconciler(client);
        SimulatedDirectory directory = SIMULATOR.createDirectory();
        directory.generate(65, 3);
        String group = directory.groups().getFirst().id();
        directory.assignRole(group, "writer");
        assertEnds(rollcall, directory, "FULL");

        directory.leave(directory.users().getFirst().id());
        directory.change(directory.users().getLast().id(), user -> user.named("Ann", "Lee"));
        assertEnds(rollcall, directory, "FULL");

        directory.addToGroup(directory.users().getFirst().id(), group);
        directory.renameGroup(group, "Writers");
        assertEnds(rollcall, directory, "INCREMENTAL");
    }

    private static void assertEnds(Reconciler rollcall, SimulatedDirectory directory, String mode) {
        assertThat(
                rollcall.run("{\"organization_id\":\"%s\",\"mode\":\"%s\"}".formatted(directory.organizationId(), mode))
                        .path("status").asString()).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }
}
