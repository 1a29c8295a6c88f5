package dev.rollcall.benchmark;

import dev.rollcall.benchmark.SteadyWebhooks.Answers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// Measures runs over simulated directories and prints a table (`./mvnw -Pbenchmark spring-boot:test-run`).
public final class ReconciliationBenchmark {

    private static final String[] ALL = { "speed", "webhooks", "slow", "parallel", "scheduled", "heap" };
    private static final int PAGE = 30;
    private static final Duration LATENCY = Duration.ofMillis(50);
    private static final int ROUNDS = 3;
    private static final int PARALLEL = 8;

    private final Environment environment;
    private final List<String> table = new ArrayList<>();

    private ReconciliationBenchmark(Environment environment) {
        this.environment = environment;
    }

    /// @param args which measurements to make, in this order: `speed`, `webhooks`, `slow`, `parallel`, `scheduled`, `heap`;
    /// all of them by default
    public static void main(String[] args) throws Exception {
        try (var environment = new Environment()) {
            var benchmark = new ReconciliationBenchmark(environment);
            benchmark.warmUp();
            for (String measurement : args.length == 0 ? ALL : args) {
                switch (measurement) {
                    case "speed" -> benchmark.speed(100_000);
                    case "webhooks" -> benchmark.webhooks(100_000, Duration.ofSeconds(30), 100);
                    case "slow" -> benchmark.oneSlowDirectory(10_000);
                    case "parallel" -> benchmark.manySlowDirectories(20, 1_000);
                    case "scheduled" -> benchmark.nothingChanged(20, 1_000);
                    case "heap" -> benchmark.heap(10_000, 1_000_000);
                    default -> throw new IllegalArgumentException(
                            measurement + " is none of " + String.join(", ", ALL) + ".");
                }
            }
            System.out.println("\n" + machine() + "; " + environment.postgres() + "\n");
            System.out.println("| What | Measured | To reach |\n|---|---|---|");
            benchmark.table.forEach(System.out::println);
        }
    }

    private void row(String what, String measured, String reach) {
        String row = "| %s | %s | %s |".formatted(what, measured, reach);
        table.add(row);
        System.out.println(row);
    }

    /// {@return the directory that was worked on}
    private String warmUp() throws IOException, InterruptedException {
        String organization = environment.organization();
        String directory = environment.directory(organization, 30_000);
        for (int round = 0; round < ROUNDS; round++) {
            environment.end(environment.begin(organization));
        }
        return directory;
    }

    private void speed(int people) throws IOException, InterruptedException {
        List<Double> created = new ArrayList<>();
        List<Double> unchanged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String organization = environment.organization();
            environment.directory(organization, people);
            created.add(people / seconds(environment.end(environment.begin(organization))));
            unchanged.add(people / seconds(environment.end(environment.begin(organization))));
        }
        row("Full run, %,d users, nothing changed".formatted(people), rate(unchanged), "≥ 10,000 users/s");
        row("Full run, %,d users, all of them new".formatted(people), rate(created), "≥ 4,000 users/s");
    }

    private static String rate(List<Double> rates) {
        Collections.sort(rates);
        return "%,.0f users/s (%,.0f to %,.0f)".formatted(rates.get(ROUNDS / 2), rates.getFirst(), rates.getLast());
    }

    private void webhooks(int people, Duration quiet, int perSecond) throws IOException, InterruptedException {
        var webhooks = new SteadyWebhooks(environment.rollcall(), environment.organization(), perSecond);
        Instant until = Instant.now().plus(quiet);
        Answers without = webhooks.postWhile(() -> Instant.now().isBefore(until));
        String organization = environment.organization();
        environment.directory(organization, people);
        long first = environment.begin(organization);
        Answers created = webhooks.postWhile(whileUnderWay(first));
        environment.end(first);
        long second = environment.begin(organization);
        Answers unchanged = webhooks.postWhile(whileUnderWay(second));
        environment.end(second);
        row("Webhooks at %d/s acknowledged: p99 without a run".formatted(perSecond), latency(without, without), "");
        row("… during a full run where nothing changed", latency(unchanged, without), "≤ 2 ×");
        row("… during a full run where everybody is new", latency(created, without), "≤ 2 ×");
    }

    /// Looks twice a second, not with every webhook.
    private BooleanSupplier whileUnderWay(long run) {
        var looked = new Object() {
            private Instant at = Instant.now();
            private boolean underWay = true;
        };
        return () -> {
            if (looked.underWay && looked.at.plusMillis(500).isBefore(Instant.now())) {
                looked.underWay = environment.isUnderWay(run);
                looked.at = Instant.now();
            }
            return looked.underWay;
        };
    }

    private static String latency(Answers answers, Answers without) {
        double p99 = answers.percentile(99);
        return "%.1f ms (%.1f ×; p50 %.1f ms; %d × 503)".formatted(p99, p99 / without.percentile(99),
                answers.percentile(50), answers.refused());
    }

    private void oneSlowDirectory(int people) throws IOException, InterruptedException {
        String organization = environment.organization();
        environment.directory(organization, people);
        double ideal = pages(people) * LATENCY.toMillis() / 1e3;
        slowly(() -> {
            double created = seconds(environment.end(environment.begin(organization)));
            double unchanged = seconds(environment.end(environment.begin(organization)));
            row("Full run, %,d users, %d ms for each page, nothing changed".formatted(people, LATENCY.toMillis()),
                    "%.2f s (%.2f × pages × %d ms)".formatted(unchanged, unchanged / ideal, LATENCY.toMillis()),
                    "≤ 1.15 ×");
            row("… all of them new", "%.2f s (%.2f ×)".formatted(created, created / ideal), "");
        });
    }

    private void manySlowDirectories(int directories, int people) throws Exception {
        environment.startOver();
        environment.control("directories/" + warmUp() + "/disable", "");
        for (int i = 0; i < directories; i++) {
            environment.directory(environment.organization(), people);
        }
        double ideal = directories * pages(people) * LATENCY.toMillis() / 1e3 / PARALLEL;
        slowly(() -> {
            double created = seconds(environment.end(environment.begin(null)));
            double unchanged = seconds(environment.end(environment.begin(null)));
            row("%d directories of %,d users, %d ms for each page, %d at a time, nothing changed".formatted(directories,
                    people, LATENCY.toMillis(), PARALLEL),
                    "%.2f s (%.2f × pages × %d ms / %d)".formatted(unchanged, unchanged / ideal, LATENCY.toMillis(),
                            PARALLEL),
                    "≤ 1.3 ×");
            row("… all of them new", "%.2f s (%.2f ×)".formatted(created, created / ideal), "");
        });
    }

    private void slowly(Measurement measurement) throws IOException, InterruptedException {
        for (String path : List.of("users", "groups")) {
            environment.control("faults/latency", "ms=%d&path=%s".formatted(LATENCY.toMillis(), path));
        }
        try {
            measurement.make();
        } finally {
            environment.control("faults/mend", "");
        }
    }

    @FunctionalInterface
    private interface Measurement {
        void make() throws IOException, InterruptedException;
    }

    private void nothingChanged(int directories, int people) throws Exception {
        environment.startOver();
        for (int i = 0; i < directories; i++) {
            environment.directory(environment.organization(), people);
        }
        environment.end(environment.begin(null));
        environment.startRollcall("--rollcall.reconcile.automatic=true", "--rollcall.reconcile.interval=10s");
        long first = scheduledAfter(0);
        environment.control("requests/reset", "");
        scheduledAfter(first);
        JsonNode requests = environment.requests();
        row("Scheduled run over %d directories, nothing changed".formatted(directories),
                "%d calls for directories, %d for organizations, %d for users, %d for groups".formatted(
                        requests.path("directories").asInt(), requests.path("organizations").asInt(),
                        requests.path("users").asInt(), requests.path("groups").asInt()),
                "1 for each directory, and the listing");
        environment.startRollcall();
    }

    /// {@return the id of the next scheduled run that ends}
    private long scheduledAfter(long before) {
        return Awaitility.await().atMost(Duration.ofMinutes(2))
                .until(() -> environment.rollcall().get("/api/v1/sync-runs?limit=10").json().path("data").valueStream()
                        .filter(run -> run.path("trigger").asString().equals("SCHEDULED"))
                        .filter(run -> run.path("status").asString().equals("SUCCEEDED"))
                        .mapToLong(run -> run.path("id").asLong()).max().orElse(0), id -> id > before);
    }

    private void heap(int few, int many) throws Exception {
        environment.startOver();
        long small = largestHeap(few);
        long large = largestHeap(many);
        row("Heap in use at most (-Xmx256m), %,d users".formatted(few), "%d MB".formatted(small >> 20), "");
        row("… %,d users".formatted(many), "%d MB".formatted(large >> 20), "no growth, and it ends");
    }

    /// {@return the bytes in use at most during a run where everybody is new and one where nobody is}
    private long largestHeap(int people) throws IOException, InterruptedException {
        String organization = environment.organization();
        environment.directory(organization, people);
        long largest = 0;
        for (int round = 0; round < 2; round++) {
            long run = environment.begin(organization);
            do {
                // Collecting garbage all the time would leave little to the run.
                LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
                largest = Math.max(largest, environment.heap());
            } while (environment.isUnderWay(run));
            System.out.printf("%,d users: %.1f s, %d MB at most%n", people, seconds(environment.end(run)),
                    largest >> 20);
        }
        return largest;
    }

    /// {@return how many pages a directory has: those of its users, and one of its groups}
    private static int pages(int people) {
        return Math.ceilDiv(people, PAGE) + 1;
    }

    private static double seconds(JsonNode report) {
        return Duration.between(OffsetDateTime.parse(report.path("started_at").asString()),
                OffsetDateTime.parse(report.path("finished_at").asString())).toNanos() / 1e9;
    }

    private static String machine() throws IOException {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Path processors = Path.of("/proc/cpuinfo");
        String processor = !Files.isReadable(processors) ? "unknown processor"
                : Files.readAllLines(processors).stream().filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 2)).findFirst().orElse("unknown processor");
        return "%d cores (%s), %d GiB, %s %s, Java %s".formatted(system.getAvailableProcessors(), processor,
                Math.ceilDiv(system.getTotalMemorySize(), 1L << 30), system.getName(), system.getArch(),
                Runtime.version().feature());
    }
}
