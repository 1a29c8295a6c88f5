package dev.rollcall;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// A Rollcall in a process of its own, one of several on one database: it can be killed and frozen.
///
/// @param process the process
/// @param client speaks with it
public record RollcallNode(JavaProcess process, RollcallClient client) implements AutoCloseable {

    /// Starts a node and waits until it is ready.
    ///
    /// @param databaseUrl the JDBC URL of its database
    /// @param scalekit where its Scalekit listens
    /// @param settings more settings, as `--name=value`
    /// @return the node
    public static RollcallNode start(String databaseUrl, URI scalekit, String... settings) {
        int port = JavaProcess.freePort();
        List<String> arguments = arguments(databaseUrl, scalekit, settings);
        arguments.add("--server.port=" + port);
        RollcallNode node = new RollcallNode(JavaProcess.start(Rollcall.class, NodeClasses.options(), arguments),
                new RollcallClient(port));
        try {
            await().ignoreExceptionsMatching(RollcallNode::isNotUpYet)
                    .until(() -> node.client.get("/actuator/health/readiness").status() == 200);
        } catch (RuntimeException | Error notReady) {
            node.close();
            throw notReady;
        }
        return node;
    }

    /// {@return the settings that every node has}
    static List<String> arguments(String databaseUrl, URI scalekit, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("--spring.datasource.url=" + databaseUrl,
                "--spring.datasource.username=postgres", "--spring.datasource.password=postgres",
                "--SCALEKIT_ENVIRONMENT_URL=" + scalekit, "--SCALEKIT_CLIENT_ID=skc_test",
                "--SCALEKIT_CLIENT_SECRET=test", "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET,
                "--rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN,
                "--rollcall.reader-token=" + RollcallTest.READER_TOKEN, "--rollcall.scalekit.requests-per-second=1000",
                // What a test does while it holds an answer, such as to start a node, takes as long as it takes.
                "--rollcall.scalekit.read-timeout=10m", "--rollcall.reconcile.safety-margin=0s",
                "--logging.level.root=warn", "--spring.main.banner-mode=off"));
        arguments.addAll(List.of(settings));
        return arguments;
    }

    /// {@return whether a call failed because nobody listens}
    public static boolean isNotUpYet(Throwable failed) {
        return failed instanceof ConnectException || failed.getCause() instanceof ConnectException;
    }

    /// Stops the process where it is, with its connections open.
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /// Lets a frozen process go on.
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        if (new ProcessBuilder("kill", signal, Long.toString(process.process().pid())).inheritIO().start()
                .waitFor() != 0) {
            throw new IOException("The node could not be sent " + signal);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
