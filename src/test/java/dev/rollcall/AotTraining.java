package dev.rollcall;

import dev.rollcall.simulator.ScalekitEvents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.util.FileSystemUtils;

/// Makes ready what the start of the packaged Rollcall need not do: which beans there are (Spring AOT) goes into its jar, and
/// classes and what is known of hot code into the AOT cache. For that it starts Rollcall as it will be started, on a PostgreSQL
/// of its own that has the tables, posts signed webhooks, and ends it, upon which Java writes `rollcall.aot` beside the jar.
final class AotTraining {

    private static final int EVENTS = 2_000;
    private static final int AT_ONCE = 16;

    private AotTraining() {
    }

    /// @param args the build's directory, with `rollcall.jar` in it; and the home of the Java that will run Rollcall, if it
    /// is not this one
    public static void main(String[] args) throws Exception {
        Path jar = Path.of(args[0], "rollcall.jar");
        Path directory = Path.of(args[0], "rollcall").toAbsolutePath();
        String home = args.length > 1 && !args[1].isBlank() ? args[1] : System.getProperty("java.home");
        String java = Path.of(home, "bin", "java").toString();
        Path cache = directory.resolve("rollcall.aot");

        end(new ProcessBuilder(java, "-Djarmode=tools", "-jar", jar.toString(), "extract", "--force", "--destination",
                directory.toString()).inheritIO().start());
        generateContext(java, directory.resolve("rollcall.jar"), Path.of(args[0], "spring-aot").toAbsolutePath());
        // Java knows a jar again by its time and size, and every build gives it the same time: a cache that was made
        // for
        // another one would be taken for this one's.
        Files.setLastModifiedTime(directory.resolve("rollcall.jar"), FileTime.from(Instant.now()));
        Files.copy(Path.of("src/main/launch/rollcall.options"), directory.resolve("rollcall.options"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(cache);
        int port = JavaProcess.freePort();
        Process rollcall = start(java, directory, port);
        Runtime.getRuntime().addShutdownHook(new Thread(rollcall::destroy));
        train(rollcall, new RollcallClient(port));
        rollcall.destroy();
        // A Java that ends writes the cache first, for which it takes up to a minute.
        rollcall.waitFor();
        if (!Files.exists(cache)) {
            throw new IllegalStateException("Java did not write " + cache + ".");
        }
        System.exit(0);
    }

    private static void generateContext(String java, Path jar, Path directory) throws Exception {
        Path sources = directory.resolve("sources");
        String resources = directory.resolve("resources").toString();
        String classes = directory.resolve("classes").toString();
        FileSystemUtils.deleteRecursively(directory);
        var generation = new ProcessBuilder(java, "-cp", jar.toString(), SpringApplicationAotProcessor.class.getName(),
                Rollcall.class.getName(), sources.toString(), resources, classes, "dev.rollcall", "rollcall",
                // Else there would be nothing to verify JWTs with. BearerTokens knows whether there are any.
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=https://issuer.invalid",
                // They would be other code than what is tested.
                "--spring.aot.repositories.enabled=false");
        // What is set here, in the environment or in a .env, is not what will be set where it runs.
        generation.environment().clear();
        end(generation.directory(jar.getParent().toFile()).inheritIO().start());
        try (Stream<Path> files = Files.walk(sources)) {
            run("javac", Stream.concat(
                    Stream.of("-proc:none", "-nowarn", "-cp", jar + File.pathSeparator + classes, "-d", classes),
                    files.map(Path::toString).filter(file -> file.endsWith(".java"))));
        }
        run("jar", Stream.of("--update", "--file", jar.toString(), "-C", classes, ".", "-C", resources, "."));
    }

    private static void run(String tool, Stream<String> arguments) {
        if (ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err,
                arguments.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(tool + " failed.");
        }
    }

    private static void end(Process process) throws InterruptedException {
        if (process.waitFor() != 0) {
            throw new IllegalStateException(process.info().commandLine().orElse("A process") + " failed.");
        }
    }

    private static Process start(String java, Path directory, int port) throws IOException {
        return new ProcessBuilder(java, "@rollcall.options", "-Xmx256m", "-XX:AOTCacheOutput=rollcall.aot", "-jar",
                "rollcall.jar", "--server.port=" + port, "--server.address=127.0.0.1",
                "--spring.datasource.url=" + TestDatabase.create(), "--spring.datasource.username=postgres",
                "--spring.datasource.password=postgres", "--SCALEKIT_ENVIRONMENT_URL=http://localhost:1",
                "--SCALEKIT_CLIENT_ID=skc_training", "--SCALEKIT_CLIENT_SECRET=training",
                "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET,
                "--rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN, "--logging.level.root=warn")
                        .directory(directory.toFile()).inheritIO().start();
    }

    private static void train(Process rollcall, RollcallClient client) throws Exception {
        Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreExceptionsMatching(RollcallNode::isNotUpYet)
                .until(() -> {
                    if (!rollcall.isAlive()) {
                        throw new IllegalStateException("Rollcall does not start.");
                    }
                    return client.get("/actuator/health/readiness").status() == 200;
                });
        List<Callable<Integer>> posts = IntStream.range(0, EVENTS)
                .<Callable<Integer>> mapToObj(i -> () -> post(client, i)).toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (var posted : threads.invokeAll(posts)) {
                if (posted.get() != 201) {
                    throw new IllegalStateException("A webhook was answered " + posted.get() + ".");
                }
            }
        }
        Awaitility.await().atMost(Duration.ofMinutes(2))
                .until(() -> client.get("/api/v1/events?status=PENDING&limit=1").json().path("data").isEmpty());
    }

    private static int post(RollcallClient client, int i) {
        String user = "diruser_" + i % 500;
        var event = i < 500 ? ScalekitEvents.userCreated(user) : ScalekitEvents.userUpdated(user);
        return client.send(client.webhook("msg_" + i, event.email(user + "@example.com").bytes())).status();
    }
}
