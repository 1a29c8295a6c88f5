package dev.rollcall.faults;

import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/// Posts signed events to a node whose database is away, ten a second, and watches how they are answered.
final class Prober implements AutoCloseable {

    private static final Duration IN_TIME = Duration.ofSeconds(2);

    private final Node node;
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Thread thread;
    private volatile boolean over;
    private long slowest;

    Prober(Node node) {
        this.node = node;
        this.thread = Thread.ofPlatform().name("prober").start(() -> {
            while (!over) {
                probe();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        });
    }

    private void probe() {
        SimulatedEvent event = ScalekitEvents.organizationUpdated("org_" + UUID.randomUUID());
        long begun = System.nanoTime();
        try {
            Answer answer = node.client().send(node.client().webhook(event.webhookId(), event.bytes()));
            note(event.webhookId(), answer, Duration.ofNanos(System.nanoTime() - begun));
        } catch (UncheckedIOException failed) {
            add("a webhook was not answered: " + failed.getMessage());
        }
    }

    private synchronized void note(String id, Answer answer, Duration after) {
        if (answer.status() == 201) {
            acknowledged.add(id);
        } else if (answer.status() != 503 || answer.header("Retry-After").isEmpty()) {
            problems.add("a webhook was answered " + answer.status() + " " + answer.http().body());
        } else {
            slowest = Math.max(slowest, after.toMillis());
            if (after.compareTo(IN_TIME) > 0) {
                problems.add("a webhook was refused after " + after.toMillis() + " ms");
            }
        }
    }

    private synchronized void add(String problem) {
        problems.add(problem);
    }

    /// Looks at what the node says of itself: it lives, but is not ready.
    void look() {
        int live = node.status("/actuator/health/liveness");
        int ready = node.status("/actuator/health/readiness");
        if (live != 200 || ready != 503) {
            add("without the database, liveness is " + live + " and readiness " + ready);
        }
    }

    /// {@return what was wrong with the answers}
    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /// {@return after how many milliseconds a webhook was refused at the latest}
    synchronized long slowest() {
        return slowest;
    }

    synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
