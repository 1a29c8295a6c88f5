package dev.rollcall.faults;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ApplicationDouble;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A Rollcall in a process of its own, from the packaged jar.
record Node(int port, Process process, RollcallClient client) {

    /// What all nodes of a harness have in common.
    ///
    /// @param directory where a packaged Rollcall was unpacked: `rollcall.jar` and `lib`
    /// @param logs where each node's log goes
    /// @param application where changes are delivered
    record Installation(Path directory, Path logs, String databaseUrl, URI scalekit, URI application) {

        /// Unpacks a jar.
        static Path unpack(Path jar, Path into) throws IOException, InterruptedException {
            run(java(), "-Djarmode=tools", "-jar", jar.toString(), "extract", "--force", "--destination",
                    into.toString());
            return into;
        }

        /// Starts a node, and does not wait for it.
        ///
        /// @param options what Java is given, such as `-Dshift=PT4M`
        /// @param main the class path and the main class, or `-jar` and the jar
        Node start(int port, List<String> options, String... main) throws IOException {
            List<String> command = new ArrayList<>(List.of(java(), "-Xmx128m", "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1"));
            command.addAll(options);
            command.addAll(List.of(main));
            command.addAll(List.of("--server.port=" + port, "--server.address=127.0.0.1",
                    "--spring.datasource.url=" + databaseUrl, "--spring.datasource.username=postgres",
                    "--spring.datasource.password=postgres",
                    "--spring.datasource.hikari.data-source-properties.ApplicationName=" + name(port),
                    "--SCALEKIT_ENVIRONMENT_URL=" + scalekit, "--SCALEKIT_CLIENT_ID=skc_faults",
                    "--SCALEKIT_CLIENT_SECRET=faults", "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET,
                    "--ROLLCALL_PUSH_URL=" + application, "--ROLLCALL_PUSH_SECRET=" + ApplicationDouble.SECRET,
                    "--rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN, "--rollcall.inbox.first-retry=200ms",
                    "--rollcall.scalekit.requests-per-second=500", "--rollcall.reconcile.interval=5s",
                    "--rollcall.reconcile.full-interval=15s",
                    // More people leave here within minutes than leave a company within a year.
                    "--rollcall.reconcile.safeguard-percent=100", "--rollcall.accounts.webhook-safeguard-percent=100"));
            File log = logs.resolve("node-" + port + ".log").toFile();
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new Node(port, process, new RollcallClient(port));
        }

        Node start(int port) throws IOException {
            return start(port, List.of(), "-jar", directory.resolve("rollcall.jar").toString());
        }

        /// Starts a node on whose machine it is later, or earlier, than it is.
        Node start(int port, Duration shift) throws IOException {
            String path = String.join(File.pathSeparator, directory.resolve("rollcall.jar").toString(),
                    directory.resolve("lib") + "/*", Path.of("target", "test-classes").toAbsolutePath().toString());
            return start(port, List.of("-Dshift=" + shift), "-cp", path, ShiftedClock.class.getName());
        }
    }

    private static String name(int port) {
        return "node-" + port;
    }

    /// {@return what its sessions are called at the database}
    String name() {
        return name(port);
    }

    /// Stops it where it is: its connections stay, and nothing is answered.
    void freeze() throws IOException, InterruptedException {
        run("kill", "-STOP", Long.toString(process.pid()));
    }

    void thaw() throws IOException, InterruptedException {
        run("kill", "-CONT", Long.toString(process.pid()));
    }

    /// Waits until it takes part.
    Node ready() {
        Awaitility.await("node " + port).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50))
                .until(this::isReady);
        return this;
    }

    boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("The node on port " + port + " has ended: see its log.");
        }
        return status("/actuator/health/readiness") == 200;
    }

    /// {@return the HTTP status of an answer; 0 if there is none}
    int status(String path) {
        try {
            return client.get(path).status();
        } catch (UncheckedIOException none) {
            return 0;
        }
    }

    /// Ends it with SIGKILL.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Ends it with SIGTERM, so that it finishes what it is at.
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The node on port " + port + " did not end within a minute.");
        }
    }

    /// {@return how many threads of the system it has}
    int threads() throws IOException {
        return Integer.parseInt(
                status().filter(line -> line.startsWith("Threads:")).findFirst().orElseThrow().replaceAll("\\D", ""));
    }

    /// {@return how much memory it has, in MiB}
    int memory() throws IOException {
        return Integer.parseInt(
                status().filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow().replaceAll("\\D", ""))
                / 1024;
    }

    private Stream<String> status() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs a command to its end.
    static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }
}
