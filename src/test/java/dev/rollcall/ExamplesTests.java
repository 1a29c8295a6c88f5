package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.simulator.FanOut;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples do what they are for: people join, get another role and leave, and each example's table has them as Rollcall
/// has them.
@RollcallContext
class ExamplesTests {

    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final int MOST_LINES = 40;
    private static final Pattern DECORATION = Pattern
            .compile("\\s*|\\s*(//|#|/?\\*).*|\\s*[})\\];]+|(import|from|package) .*|\\s*@Override");
    /// What an application with `spring-boot-starter-webmvc` has.
    private static final Pattern WEBMVC = Pattern.compile(
            "(spring-(core|beans|context|aop|expression|web|webmvc)-[0-9]|spring-boot-([0-9]|autoconfigure|servlet|tomcat|jackson"
                    + "|http-converter|web-server|webmvc-[0-9])|tomcat-embed-|jackson-|logback-|slf4j-|commons-logging"
                    + "|micrometer-(commons|observation)|jspecify|snakeyaml|jakarta.annotation).*");
    private static final String PUSH_SECRET = "whsec_dGVzdC1vbmx5LWFuZC1ub3QtYS1zZWNyZXQtZWl0aGVy";
    private static final FanOut PUSHED = new FanOut();

    @TempDir
    private Path work;
    private final List<Process> processes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    @Autowired
    private RollcallClient rollcall;
    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void push(DynamicPropertyRegistry properties) {
        properties.add("rollcall.push.url", PUSHED::url);
        properties.add("rollcall.push.secrets", () -> PUSH_SECRET);
    }

    @AfterEach
    void stop() {
        PUSHED.clear();
        processes.forEach(Process::destroyForcibly);
        client.close();
    }

    @AfterAll
    static void close() {
        PUSHED.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "node", "python", "spring" })
    void haveEverybodyAsRollcallHas(String language) throws Exception {
        try (ScalekitSimulator scalekit = ScalekitSimulator.start(0,
                URI.create("http://127.0.0.1:" + port + "/webhooks/scalekit"), RollcallTest.SECRET)) {
            SimulatedDirectory directory = scalekit.createDirectory();
            List<SimulatedUser> people = directory.join(12, user -> user.roles("viewer"));
            URI feed = start(language, "feed");
            URI push = start(language, "push");
            URI signIn = language.equals("spring") ? push : start(language, "signin");
            Stream.of(push, signIn).distinct().forEach(PUSHED::add);
            assertThat(rollcall.post("/api/v1/push/replay", "{\"after\":\"0\"}").status()).isEqualTo(202);
            SimulatedUser leaver = people.getFirst();
            SimulatedUser promoted = people.getLast();
            String ask = "/sign-in?organization_id=%s&email=%s".formatted(directory.organizationId(),
                    URLEncoder.encode(leaver.email(), StandardCharsets.UTF_8));
            await().untilAsserted(() -> assertThat(get(signIn, ask).statusCode()).isEqualTo(200));
            assertThat(get(signIn, ask).body()).contains("viewer");

            directory.change(promoted.id(), user -> user.roles("admin"));
            directory.leave(leaver.id());

            await().untilAsserted(() -> assertThat(get(signIn, ask).statusCode()).isEqualTo(403));
            await().untilAsserted(() -> {
                Map<String, JsonNode> users = byId(rollcall.get("/api/v1/users?limit=100").json().path("data"));
                assertThat(users.values().stream().filter(user -> user.path("status").asString().equals("ACTIVE"))
                        .filter(user -> user.path("organization_id").asString().equals(directory.organizationId())))
                                .hasSize(people.size() - 1);
                assertThat(table(push)).isEqualTo(users);
                assertThat(language.equals("python") ? tableOfPython() : table(feed)).isEqualTo(users);
            });
        }
    }

    private Map<String, JsonNode> table(URI example) throws IOException, InterruptedException {
        return byId(new JsonMapper().readTree(get(example, "/users").body()));
    }

    private Map<String, JsonNode> tableOfPython() throws IOException {
        Process reader = new ProcessBuilder("python3", "-c",
                """
                        import sqlite3
                        print("[" + ",".join(user for [user] in sqlite3.connect("users.db").execute("select user from users")) + "]")
                        """)
                        .directory(work.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(reader);
        return byId(new JsonMapper().readTree(reader.getInputStream().readAllBytes()));
    }

    private static Map<String, JsonNode> byId(JsonNode users) {
        return users.valueStream().collect(Collectors.toMap(user -> user.path("id").asString(), user -> user));
    }

    private HttpResponse<String> get(URI example, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(example.resolve(path)).build(), BodyHandlers.ofString());
    }

    private URI start(String language, String name) throws IOException {
        int its = JavaProcess.freePort();
        ProcessBuilder builder = new ProcessBuilder(command(language, name)).directory(work.toFile()).inheritIO();
        builder.environment()
                .putAll(Map.of("PORT", Integer.toString(its), "SERVER_PORT", Integer.toString(its), "DATABASE",
                        "users.db", "ROLLCALL_URL", "http://127.0.0.1:" + port, "ROLLCALL_READER_TOKEN",
                        RollcallTest.READER_TOKEN, "ROLLCALL_PUSH_SECRET", PUSH_SECRET));
        processes.add(builder.start());
        URI url = URI.create("http://127.0.0.1:" + its + "/");
        if (!(language + name).equals("pythonfeed")) { // which listens nowhere
            await().ignoreExceptionsMatching(RollcallNode::isNotUpYet).until(() -> get(url, "/users").statusCode() > 0);
        }
        return url;
    }

    private List<String> command(String language, String name) throws IOException {
        return switch (language) {
            case "node" -> List.of(found("node"), EXAMPLES.resolve("node/" + name + ".mjs").toString());
            case "python" -> List.of(found("python3"), EXAMPLES.resolve("python/" + name + ".py").toString());
            default -> name.equals("feed") ? java("FeedLoop") : java("PushReceiver", "SignInCheck");
        };
    }

    private static String found(String tool) {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
        assumeTrue(there || "true".equals(System.getenv("CI")), () -> "There is no " + tool + " on the PATH");
        return tool;
    }

    private List<String> java(String main, String... more) throws IOException {
        String libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> WEBMVC.matcher(Path.of(entry).getFileName().toString()).matches())
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = Files.createTempDirectory(work, main);
        List<String> arguments = new ArrayList<>(
                List.of("-parameters", "-proc:none", "-d", classes.toString(), "-cp", libraries));
        Stream.concat(Stream.of(main), Stream.of(more))
                .forEach(its -> arguments.add(EXAMPLES.resolve("spring/" + its + ".java").toString()));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-XX:TieredStopAtLevel=1", "-cp", classes + File.pathSeparator + libraries, "example." + main);
    }

    @Test
    void haveFortyLinesAtMost() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(mjs|py|java)"))).hasSize(9)
                    .allSatisfy(file -> assertThat(
                            Files.readAllLines(file).stream().filter(line -> !DECORATION.matcher(line).matches()))
                                    .hasSizeLessThanOrEqualTo(MOST_LINES));
        }
    }
}
