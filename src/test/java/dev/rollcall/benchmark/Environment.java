package dev.rollcall.benchmark;

import dev.rollcall.JavaProcess;
import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallNode;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is measured and what it talks to, each in processes of its own: PostgreSQL, which keeps what it has confirmed if
/// the power fails, the simulator, and Rollcall in 256 MB of heap, with the
/// Java options of the package.
final class Environment implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedPostgres postgres;
    private final URI simulatorUrl;
    private final JavaProcess simulator;
    private String database = "postgres";
    private int databases;
    private RollcallClient client;
    private JavaProcess rollcall;

    Environment() throws IOException {
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                .start();
        int port = JavaProcess.freePort();
        simulatorUrl = URI.create("http://127.0.0.1:" + port);
        simulator = JavaProcess.start(ScalekitSimulator.class, List.of(),
                List.of(Integer.toString(port), simulatorUrl + "/nobody", RollcallTest.SECRET));
        await(() -> control("requests/reset", ""));
        startRollcall();
    }

    /// Begins with an empty simulator, an empty database and a Rollcall that has done nothing yet.
    void startOver() throws IOException, InterruptedException, SQLException {
        control("reset", "");
        database = "benchmark_" + ++databases;
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
        startRollcall();
    }

    /// Starts Rollcall, in the place of the one that runs.
    void startRollcall(String... settings) {
        if (rollcall != null) {
            rollcall.close();
        }
        int port = JavaProcess.freePort();
        List<String> arguments = new ArrayList<>(List.of("--server.port=" + port,
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", database),
                "--spring.datasource.username=postgres", "--spring.datasource.password=postgres",
                "--SCALEKIT_ENVIRONMENT_URL=" + simulatorUrl, "--SCALEKIT_CLIENT_ID=skc_benchmark",
                "--SCALEKIT_CLIENT_SECRET=benchmark", "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET,
                "--rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN,
                "--rollcall.reader-token=" + RollcallTest.READER_TOKEN, "--rollcall.scalekit.requests-per-second=10000",
                "--logging.level.root=warn", "--spring.main.banner-mode=off"));
        arguments.addAll(List.of(settings));
        // As the package is started, but for what only the package has. An argument that is given twice would have two
        // values.
        rollcall = JavaProcess.start(Rollcall.class, List.of("-Xmx256m", "@src/main/launch/rollcall.options",
                "-Dspring.aot.enabled=false", "-Drollcall.reconcile.automatic=false"), arguments);
        client = new RollcallClient(port);
        await(() -> client.get("/actuator/health/readiness").json());
    }

    RollcallClient rollcall() {
        return client;
    }

    /// {@return the bytes on Rollcall's heap that are in use, without garbage}
    long heap() throws IOException, InterruptedException {
        rollcall.collectGarbage();
        return client.get("/actuator/prometheus").http().body().lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    /// Tells the simulator something.
    ///
    /// @param path after `/control/`
    JsonNode control(String path, String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(simulatorUrl.resolve("/control/" + path))
                .header("Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)));
    }

    /// {@return how many requests there were, by what was asked for}
    JsonNode requests() throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(simulatorUrl.resolve("/control"))).path("requests").path("by_path");
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }

    /// {@return a new organization}
    String organization() throws IOException, InterruptedException {
        return control("organizations", "").path("id").asString();
    }

    /// {@return a new directory of an organization with so many people in it}
    String directory(String organization, int people) throws IOException, InterruptedException {
        return control("organizations/" + organization + "/directories", "people=%d&groups=20".formatted(people))
                .path("id").asString();
    }

    /// Begins a full run.
    ///
    /// @param organization null for all
    /// @return its id
    long begin(String organization) {
        return client
                .post("/api/v1/sync-runs",
                        organization == null ? "{\"mode\":\"FULL\"}"
                                : "{\"mode\":\"FULL\",\"organization_id\":\"%s\"}".formatted(organization))
                .json().path("id").asLong();
    }

    JsonNode report(long run) {
        return client.get("/api/v1/sync-runs/" + run).json();
    }

    boolean isUnderWay(long run) {
        return List.of("PENDING", "RUNNING").contains(report(run).path("status").asString());
    }

    /// Waits for the end of a run.
    ///
    /// @throws IllegalStateException if it does not end well
    JsonNode end(long run) {
        Awaitility.await().atMost(LONGEST).pollInterval(Duration.ofMillis(100)).until(() -> !isUnderWay(run));
        JsonNode report = report(run);
        if (!report.path("status").asString().equals("SUCCEEDED")) {
            throw new IllegalStateException(report.toString());
        }
        return report;
    }

    /// {@return how PostgreSQL is set}
    String postgres() throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var row = connection.createStatement().executeQuery(
                        """
                                select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
                                       || ', synchronous_commit ' || current_setting('synchronous_commit')
                                       || ', shared_buffers ' || current_setting('shared_buffers')""")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void await(Callable<JsonNode> up) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptionsMatching(RollcallNode::isNotUpYet).until(up,
                answer -> !answer.isEmpty());
    }

    @Override
    public void close() throws IOException {
        rollcall.close();
        simulator.close();
        http.close();
        postgres.close();
    }
}
