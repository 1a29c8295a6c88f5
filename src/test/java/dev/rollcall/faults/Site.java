package dev.rollcall.faults;

import dev.rollcall.JavaProcess;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.Delivery;
import dev.rollcall.simulator.ScalekitSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// Nodes on one database behind a balancer, and the simulated companies that they serve, where it is a working day.
final class Site implements AutoCloseable {

    static final String DATABASE = "rollcall";

    private static final int CHANGES_A_SECOND = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String UNDER_WAY = "select count(*) from sync_run where status in ('PENDING', 'RUNNING')";

    Postgres postgres;
    final ScalekitSimulator simulator;
    final List<Node> nodes = new ArrayList<>();
    final WorkingDay day;
    final PushReceiver application = new PushReceiver();

    private final Node.Installation installation;
    private final Balancer balancer = new Balancer();
    private final Set<String> acknowledged = new HashSet<>();

    private Site(Postgres postgres, String url, Path directory, Path logs, int count) throws Exception {
        this.postgres = postgres;
        postgres.execute("postgres", "create database " + DATABASE);
        simulator = ScalekitSimulator.start(RollcallTest.SECRET);
        simulator.webhooks().attempts(100).concurrency(8).duplicate(5).reorder(true)
                .postTo(URI.create("http://127.0.0.1:" + balancer.port() + "/webhooks/scalekit"));
        installation = new Node.Installation(directory, logs, url, simulator.url(), application.url());
        for (int i = 0; i < count; i++) {
            nodes.add(installation.start(JavaProcess.freePort()));
            // One at a time: the first one makes the tables.
            nodes.getLast().ready();
        }
        balance();
        day = new WorkingDay(simulator, System.nanoTime(), CHANGES_A_SECOND);
    }

    /// Opens a site.
    ///
    /// @param directory where the Rollcall is unpacked that its nodes run
    /// @param logs where their logs go
    /// @param nodes how many there are
    static Site open(Postgres postgres, Path directory, Path logs, int nodes) throws Exception {
        return new Site(postgres, postgres.url(DATABASE), directory, logs, nodes);
    }

    /// Opens a site whose database may move.
    ///
    /// @param url the JDBC URL by which nodes find it wherever it is
    static Site open(Postgres postgres, String url, Path directory, Path logs, int nodes) throws Exception {
        return new Site(postgres, url, directory, logs, nodes);
    }

    /// Says that the database is another one from now on.
    void moveTo(Postgres other) {
        postgres = other;
    }

    /// Starts a node in the place of one that has ended, and waits until it takes part.
    void restart(int node) throws IOException {
        nodes.set(node, installation.start(nodes.get(node).port()).ready());
    }

    /// Starts a node whose clock is off in the place of one that has ended, and waits until it takes part.
    void restart(int node, Duration shift) throws IOException {
        nodes.set(node, installation.start(nodes.get(node).port(), shift).ready());
    }

    /// Starts a node that finds its database elsewhere in the place of one that has ended, and waits until it takes part.
    void restart(int node, String databaseUrl) throws IOException {
        var other = new Node.Installation(installation.directory(), installation.logs(), databaseUrl,
                installation.scalekit(), installation.application());
        nodes.set(node, other.start(nodes.get(node).port()).ready());
    }

    /// Starts a node of another version in the place of one that has ended, and waits until it takes part.
    void restart(int node, Path version) throws IOException {
        var other = new Node.Installation(version, installation.logs(), installation.databaseUrl(),
                installation.scalekit(), installation.application());
        nodes.set(node, other.start(nodes.get(node).port()).ready());
    }

    /// Adds events that somebody else posted, and that were answered 201.
    void acknowledged(List<String> webhookIds) {
        acknowledged.addAll(webhookIds);
    }

    /// Lets webhooks go to all nodes but one, as a balancer does that sees it does not answer.
    void leaveOut(Node silent) {
        balancer.passTo(nodes.stream().filter(node -> node != silent).map(Node::port).toList());
    }

    /// Lets webhooks go to all nodes.
    void balance() {
        balancer.passTo(nodes.stream().map(Node::port).toList());
    }

    /// Lets the working day rest until every node takes part, and everything that was posted is acknowledged and applied.
    ///
    /// @return how long that took
    Duration recovered() {
        day.pause();
        long since = System.nanoTime();
        Awaitility.await("recovery").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(SQLException.class).until(() -> simulator.webhooks().pending() == 0
                        && pending() == 0 && nodes.stream().allMatch(Node::isReady));
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /// Lets the working day rest until the application has confirmed everything, too.
    ///
    /// @return how long that took; zero if nothing is delivered, by a version that cannot
    Duration heard() {
        long since = System.nanoTime();
        recovered();
        Awaitility.await("confirmation").atMost(PATIENCE).pollInterval(Duration.ofMillis(20))
                .until(() -> !isPushing() || push().path("pending").asLong() == 0);
        return isPushing() ? Duration.ofNanos(System.nanoTime() - since) : Duration.ZERO;
    }

    private JsonNode push() {
        return nodes.getFirst().client().get("/api/v1/push").json();
    }

    private boolean isPushing() {
        return nodes.getFirst().status("/api/v1/push") == 200;
    }

    private long pending() throws SQLException {
        return postgres.number(DATABASE, "select count(*) from webhook_event where status = 'PENDING'");
    }

    /// Compares what was acknowledged with what is kept, and Rollcall with the directories; then the working day goes on.
    Verdict verdict() throws SQLException {
        heard();
        try {
            Set<String> known = new HashSet<>(postgres.texts(DATABASE, "select webhook_id from webhook_event"));
            List<String> accepted = simulator.deliveries().stream().filter(Delivery::accepted).map(Delivery::webhookId)
                    .toList();
            acknowledged.addAll(accepted);
            List<String> lost = acknowledged.stream().filter(id -> !known.contains(id)).toList();
            return new Verdict(acknowledged.size(), lost, postgres.texts(DATABASE, """
                    select webhook_id || ': ' || coalesce(reason, 'no reason') from webhook_event
                     where status = 'DEAD' or reason is null and status not in ('PROCESSED', 'STALE')"""),
                    postgres.texts(DATABASE, """
                            select account_id || ' ' || kind || ' ' || cause from account_change
                             where cause ->> 'eventId' is not null
                             group by account_id, kind, cause, changes having count(*) > 1"""),
                    Differences.between(day.directories(), nodes.getFirst().client()),
                    isPushing() ? wrongAtTheApplication() : List.of());
        } finally {
            day.goOn();
        }
    }

    /// {@return what the application was told wrongly; a run that is under way may change somebody between the confirmation and
    /// the look, which is taken again then}
    private List<String> wrongAtTheApplication() throws SQLException {
        List<String> wrong = new ArrayList<>(application.disorder());
        while (true) {
            String cursor = push().path("confirmed_cursor").asString();
            List<String> differences = application.differences(nodes.getFirst().client());
            JsonNode now = push();
            if (differences.isEmpty()
                    || now.path("pending").asLong() == 0 && now.path("confirmed_cursor").asString().equals(cursor)) {
                wrong.addAll(differences);
                return wrong;
            }
            heard();
        }
    }

    /// Lets the working day rest, waits for the runs that are under way, and makes another one of everything.
    ///
    /// @return what that run changed, and why it did not end well; empty if all was as it should be
    List<String> finalRun() throws SQLException {
        recovered();
        try {
            Awaitility.await("runs under way").atMost(PATIENCE).until(() -> postgres.number(DATABASE, UNDER_WAY) == 0);
            JsonNode begun = Awaitility.await("a run of everything").atMost(PATIENCE).until(
                    () -> nodes.getFirst().client().post("/api/v1/sync-runs", "{\"mode\":\"FULL\"}").json(),
                    run -> run.path("id").isIntegralNumber());
            JsonNode run = Awaitility.await("its end").atMost(PATIENCE).until(
                    () -> nodes.getFirst().client().get("/api/v1/sync-runs/" + begun.path("id").asLong()).json(),
                    seen -> !List.of("PENDING", "RUNNING").contains(seen.path("status").asString()));
            boolean quiet = run.path("status").asString().equals("SUCCEEDED")
                    && List.of("created", "updated", "deactivated", "reactivated", "held").stream()
                            .allMatch(count -> run.path(count).asInt() == 0);
            return quiet ? List.of() : List.of("a run after it: " + run);
        } finally {
            day.goOn();
        }
    }

    @Override
    public void close() throws IOException {
        day.close();
        for (Node node : nodes) {
            node.kill();
        }
        simulator.close();
        application.close();
        balancer.close();
    }

    /// What was found after a fault.
    ///
    /// @param acknowledged how many events were answered 2xx until now
    /// @param lost those of them that the inbox does not have
    /// @param dead events that ended without being applied
    /// @param repeated entries of histories that one event made twice
    /// @param differences what Rollcall says otherwise than the directories
    /// @param push what the application was told in another order, not at all, or otherwise than Rollcall has it
    record Verdict(int acknowledged, List<String> lost, List<String> dead, List<String> repeated,
            List<String> differences, List<String> push) {
    }
}
