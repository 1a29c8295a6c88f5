package dev.rollcall.faults;

import dev.rollcall.faults.Site.Verdict;
import dev.rollcall.simulator.ApplicationDouble.Reply;
import dev.rollcall.simulator.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

/// Breaks what Rollcall stands on, again and again, while directories change and runs reconcile, compares after each fault,
/// and prints a table. It fails if an acknowledged event is lost or applied twice, or if anything is not as the directories say.
public final class FaultHarness {

    private static final String[] ALL = { "node", "stopped", "silent", "postgres", "frozen", "connections", "disk",
            "clock", "directory", "receiver", "rolling", "failover", "upgrade" };
    private static final Duration OUTAGE = Duration.ofSeconds(5);
    private static final Duration BACK = Duration.ofSeconds(30);
    private static final int MORE_THREADS = 40;
    private static final int MORE_MEMORY = 60;

    private final Path packaged;
    private final Path home;
    private final Path work;
    private final Path logs;
    private final Random random = new Random();
    private final List<String> table = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private FaultHarness(Path target) throws Exception {
        work = target.resolve("faults").toAbsolutePath();
        // A cluster and logs of its own for each harness.
        logs = Files.createTempDirectory(Files.createDirectories(work), "run-");
        packaged = Node.Installation.unpack(target.resolve("rollcall.jar"), work.resolve("rollcall"));
        String chosen = System.getProperty("faults.postgres", "");
        home = chosen.isEmpty() ? Postgres.home() : Path.of(chosen);
    }

    /// @param args the build's directory, with `rollcall.jar` in it; and which faults, all by default: `node`, `stopped`,
    /// `silent`, `postgres`, `frozen`, `connections`, `disk`, `clock`, `directory`, `receiver`, `rolling`, `failover`, `upgrade`
    public static void main(String[] args) throws Exception {
        var harness = new FaultHarness(Path.of(args[0]));
        harness.run(args.length == 1 ? List.of(ALL) : List.of(args).subList(1, args.length));
        System.out
                .println("\n| fault | survived | acknowledged | lost | applied twice | different | recovered after |");
        System.out.println("|---|---|---|---|---|---|---|");
        harness.table.forEach(System.out::println);
        harness.failures.forEach(System.err::println);
        System.exit(harness.failures.isEmpty() ? 0 : 1);
    }

    private void run(List<String> faults) throws Exception {
        try (var postgres = Postgres.create(home, logs.resolve("postgres"));
                var site = Site.open(postgres, packaged, logs, 3)) {
            for (String fault : faults) {
                switch (fault) {
                    case "node" -> survive(site, "`kill -9` of a node", 20, this::killNode);
                    case "stopped" -> survive(site,
                            "a node stopped for 60 s in the middle of a transaction (SIGSTOP), then continued", 2,
                            this::stopNode);
                    case "silent" -> silentNetwork(site);
                    case "postgres" -> survive(site, "`kill -9` of PostgreSQL, back after 5 s", 5, this::killPostgres);
                    case "frozen" -> survive(site, "PostgreSQL frozen for 30 s", 1, this::freezePostgres);
                    case "connections" -> survive(site, "connections cut, ten times a second for 5 s", 3, this::cut);
                    case "clock" -> clock(site);
                    case "directory" -> directoryApi(site);
                    case "receiver" -> receiver(site);
                    case "rolling" -> survive(site, "all nodes replaced, one after the other (SIGTERM)", 3, this::roll);
                    case "disk", "failover", "upgrade" -> {
                        // On a site of their own, below.
                    }
                    default ->
                            throw new IllegalArgumentException(fault + " is none of " + String.join(", ", ALL) + ".");
                }
            }
            if (postgres.logged("deadlock detected") > 0) {
                failures.add("PostgreSQL found a deadlock.");
            }
        }
        for (String fault : faults) {
            switch (fault) {
                case "disk" -> disk();
                case "failover" -> failOver();
                case "upgrade" -> upgrade();
                default -> {
                    // Over.
                }
            }
        }
    }

    /// Something that breaks, and is whole again when it returns.
    @FunctionalInterface
    private interface Strike {
        void strike(Site site) throws Exception;
    }

    /// {@return the longest time that it took to recover}
    private Duration survive(Site site, String fault, int times, Strike strike) throws Exception {
        return survive(site, fault, times, strike, Site::recovered);
    }

    private Duration survive(Site site, String fault, int times, Strike strike, Function<Site, Duration> recovery)
            throws Exception {
        System.out.println(fault);
        int before = site.verdict().acknowledged();
        List<Duration> recoveries = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        List<String> repeated = new ArrayList<>();
        List<String> different = new ArrayList<>();
        int acknowledged = before;
        for (int time = 1; time <= times; time++) {
            strike.strike(site);
            recoveries.add(recovery.apply(site));
            Verdict verdict = site.verdict();
            acknowledged = verdict.acknowledged();
            lost.addAll(verdict.lost());
            repeated.addAll(verdict.repeated());
            different.addAll(verdict.dead());
            different.addAll(verdict.differences());
            different.addAll(verdict.push());
            System.out.printf("  %d of %d: recovered after %.1f s, %s%n", time, times,
                    recoveries.getLast().toMillis() / 1e3, verdict);
        }
        different.addAll(site.finalRun());
        Collections.sort(recoveries);
        table.add("| %s | %d × | %,d | %d | %d | %d | %s |".formatted(fault, times, acknowledged - before, lost.size(),
                repeated.size(), different.size(), seconds(recoveries)));
        Stream.of(lost, repeated, different).flatMap(List::stream).map(found -> fault + ": " + found)
                .forEach(failures::add);
        return recoveries.getLast();
    }

    private static String seconds(List<Duration> sorted) {
        double median = sorted.get(sorted.size() / 2).toMillis() / 1e3;
        return sorted.size() == 1 ? "%.1f s".formatted(median)
                : "%.1f s, at most %.1f s".formatted(median, sorted.getLast().toMillis() / 1e3);
    }

    private void killNode(Site site) throws Exception {
        pause(Duration.ofMillis(random.nextInt(3_000)));
        int node = random.nextInt(site.nodes.size());
        site.nodes.get(node).kill();
        site.restart(node);
    }

    private void stopNode(Site site) throws Exception {
        Node node = site.nodes.get(random.nextInt(site.nodes.size()));
        var taken = Waits.take(node, site.postgres, node::freeze, node::thaw);
        site.leaveOut(node);
        pause(Waits.AWAY);
        failures.addAll(taken.problems());
        node.thaw();
        site.balance();
    }

    private void silentNetwork(Site site) throws Exception {
        try (var line = new Line(site.postgres.port())) {
            site.nodes.getFirst().kill();
            site.restart(0, site.postgres.url(Site.DATABASE).replace(":" + site.postgres.port(), ":" + line.port()));
            survive(site, "a node cut off from PostgreSQL for 60 s in the middle of a transaction (no FIN)", 2, at -> {
                var taken = Waits.take(at.nodes.getFirst(), at.postgres, line::cut, line::goOn);
                pause(Waits.AWAY);
                failures.addAll(taken.problems());
                line.mend();
            });
            site.nodes.getFirst().kill();
            site.restart(0);
        }
    }

    private void killPostgres(Site site) throws Exception {
        pause(Duration.ofMillis(random.nextInt(3_000)));
        outage(site, true, OUTAGE, site.postgres::kill, site.postgres::start);
    }

    private void freezePostgres(Site site) throws Exception {
        outage(site, true, Duration.ofSeconds(30), site.postgres::freeze, site.postgres::thaw);
    }

    /// One end of an outage.
    @FunctionalInterface
    private interface Switch {
        void turn() throws Exception;
    }

    /// Takes the database away for a time, in which webhooks have to be refused in time and nothing may pile up.
    ///
    /// @param unreachable whether it cannot be read either, so that nodes are not ready
    private void outage(Site site, boolean unreachable, Duration length, Switch begin, Switch end) throws Exception {
        Node node = site.nodes.getFirst();
        int threads = node.threads();
        int memory = node.memory();
        var prober = new Prober(node);
        try (prober) {
            begin.turn();
            pause(length.dividedBy(2));
            if (unreachable) {
                prober.look();
            }
            pause(length.dividedBy(2));
            int moreThreads = node.threads() - threads;
            int moreMemory = node.memory() - memory;
            System.out.printf("  refused after %d ms at most, %d threads and %d MiB more%n", prober.slowest(),
                    moreThreads, moreMemory);
            if (moreThreads > MORE_THREADS || moreMemory > MORE_MEMORY) {
                failures.add("Without the database a node grew by %d threads and %d MiB.".formatted(moreThreads,
                        moreMemory));
            }
            end.turn();
        }
        failures.addAll(prober.problems());
        site.acknowledged(prober.acknowledged());
    }

    private void cut(Site site) throws Exception {
        for (int time = 0; time < 50; time++) {
            site.postgres.execute(Site.DATABASE,
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'rollcall' and pid <> pg_backend_pid()");
            pause(Duration.ofMillis(100));
        }
    }

    private void clock(Site site) throws Exception {
        for (int minutes : new int[] { 4, -4, 6, -6 }) {
            Duration shift = Duration.ofMinutes(minutes);
            survive(site, "a node's clock %d minutes %s".formatted(Math.abs(minutes), minutes > 0 ? "fast" : "slow"), 1,
                    at -> {
                        at.nodes.getFirst().kill();
                        at.restart(0, shift);
                        pause(Duration.ofSeconds(5));
                        at.nodes.getFirst().kill();
                        at.restart(0);
                    });
        }
    }

    private void directoryApi(Site site) throws Exception {
        whileFailing(site, "the Directory API down", Fault.unavailable(Duration.ofSeconds(1)), Fault.serverError());
        whileFailing(site, "the Directory API slow (2 s an answer)", Fault.latency(Duration.ofSeconds(2)));
        whileFailing(site, "the Directory API's answers cut off halfway", Fault.truncated(), Fault.dropped().after(3));
        whileFailing(site, "empty pages from the Directory API", Fault.emptyPage());
    }

    private void whileFailing(Site site, String what, Fault... faults) throws Exception {
        survive(site, what + " for 15 s", 1, at -> {
            for (Fault fault : faults) {
                at.simulator.fail(fault);
            }
            pause(Duration.ofSeconds(15));
            at.simulator.mend();
        });
    }

    /// The application, to which all changes are delivered: recovered is when it has confirmed them.
    private void receiver(Site site) throws Exception {
        survive(site, "the application killed, back after 15 s", 1, at -> {
            at.application.kill();
            pause(Duration.ofSeconds(15));
            at.application.restart();
        }, Site::heard);
        whileAnswering(site, "the application slow (2 s an answer)", Reply.of(204).after(Duration.ofSeconds(2)));
        whileAnswering(site, "the application answering 500", Reply.of(500));
        whileAnswering(site, "the application silent (takes connections, answers nothing)", Reply.NEVER);
    }

    private void whileAnswering(Site site, String what, Reply reply) throws Exception {
        survive(site, what + " for 15 s", 1, at -> {
            at.application.answer(reply);
            pause(Duration.ofSeconds(15));
            at.application.answer(Reply.of(204));
        }, Site::heard);
    }

    private void roll(Site site) throws Exception {
        for (int node = 0; node < site.nodes.size(); node++) {
            site.nodes.get(node).terminate();
            site.restart(node);
        }
    }

    /// The whole database on a file system of its own, which fills up.
    private void disk() throws Exception {
        if (!System.getProperty("user.name").equals("root")) {
            table.add("| the disk of the database full | not tried: needs root to mount a file system | | | | | |");
            return;
        }
        Path small = Files.createDirectory(logs.resolve("small"));
        Node.run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", small.toString());
        try (var postgres = Postgres.create(home, small.resolve("postgres"));
                var site = Site.open(postgres, packaged, logs, 1)) {
            Path ballast = small.resolve("ballast");
            survive(site, "the disk of the database full for 5 s", 3, at -> outage(at, false, OUTAGE, () -> {
                try (var file = Files.newOutputStream(ballast)) {
                    byte[] megabyte = new byte[1 << 20];
                    while (true) {
                        file.write(megabyte);
                    }
                } catch (IOException full) {
                    System.out.println("  " + full.getMessage());
                }
            }, () -> {
                Files.delete(ballast);
                // It gives up if it cannot write its log; whoever looks after it starts it again.
                if (!postgres.isRunning()) {
                    postgres.start();
                }
            }));
        } finally {
            Node.run("umount", small.toString());
        }
    }

    /// PostgreSQL with a standby that every commit waits for, and that takes over.
    private void failOver() throws Exception {
        try (var primary = Postgres.create(home, logs.resolve("primary"));
                var standby = primary.standby(logs.resolve("standby"));
                var site = Site.open(primary,
                        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary&hostRecheckSeconds=2"
                                .formatted(primary.port(), standby.port(), Site.DATABASE),
                        packaged, logs, 2)) {
            Duration recovery = survive(site, "`kill -9` of PostgreSQL, its synchronous standby promoted", 1, at -> {
                pause(Duration.ofMillis(5_000 + random.nextInt(3_000)));
                primary.kill();
                standby.promote();
                at.moveTo(standby);
            });
            if (recovery.compareTo(BACK) > 0) {
                failures.add("It took %s after PostgreSQL had failed over.".formatted(recovery));
            }
        }
    }

    /// Nodes of the version before the newest migration, replaced one after the other.
    private void upgrade() throws Exception {
        Path previous = previous();
        try (var postgres = Postgres.create(home, logs.resolve("upgrade"));
                var site = Site.open(postgres, previous, logs, 2)) {
            survive(site, "both nodes upgraded from the version before, the old one beside the new one for 10 s", 1,
                    at -> {
                        at.application.upgraded();
                        for (int node = 0; node < at.nodes.size(); node++) {
                            at.nodes.get(node).terminate();
                            at.restart(node, packaged);
                            pause(Duration.ofSeconds(10));
                        }
                    });
        }
    }

    /// {@return an unpacked Rollcall of the last commit before any that brought a migration since the last release, whichever
    /// branches these were made on}
    private Path previous() throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "merge-base", "--octopus"));
        output("git", "log", "--diff-filter=A", "--format=%P", "--", "src/main/resources/db/migration/V2[4-9]__*.sql",
                "src/main/resources/db/migration/V[3-9]?__*.sql").lines()
                        .flatMap(parents -> Stream.of(parents.split(" "))).distinct().forEach(command::add);
        Path sources = work.resolve("previous-sources");
        Path jar = sources.resolve("target/rollcall.jar");
        String commit = output(command.toArray(String[]::new));
        Node.run("git", "worktree", "add", "--force", "--detach", sources.toString(), commit);
        try {
            Node.run(sources.resolve("mvnw").toString(), "-f", sources.resolve("pom.xml").toString(), "-B", "-q",
                    "-ntp", "-DskipTests", "package");
            return Node.Installation.unpack(jar, work.resolve("previous"));
        } finally {
            Node.run("git", "worktree", "remove", "--force", sources.toString());
        }
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return output;
    }

    private static void pause(Duration length) {
        LockSupport.parkNanos(length.toNanos());
    }
}
