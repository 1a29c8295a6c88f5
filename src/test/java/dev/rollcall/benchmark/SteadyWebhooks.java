package dev.rollcall.benchmark;

import dev.rollcall.RollcallClient;
import dev.rollcall.simulator.ScalekitEvents;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Signed webhooks at a steady rate, whatever time their answers take.
record SteadyWebhooks(RollcallClient rollcall, String organization, int perSecond) {

    /// Posts until it is told to stop.
    ///
    /// @return the milliseconds from when each was due until it was acknowledged, ascending
    /// @throws IllegalStateException if one is not acknowledged
    List<Double> postWhile(BooleanSupplier goOn) {
        Queue<Double> latencies = new ConcurrentLinkedQueue<>();
        Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
        long interval = Duration.ofSeconds(1).toNanos() / perSecond;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long due = System.nanoTime(); goOn.getAsBoolean(); due += interval) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long from = due;
                threads.execute(() -> {
                    int status = post();
                    latencies.add((System.nanoTime() - from) / 1e6);
                    if (status != 201) {
                        refusals.add(status);
                    }
                });
            }
        }
        if (!refusals.isEmpty()) {
            throw new IllegalStateException("Not acknowledged: " + refusals);
        }
        return latencies.stream().sorted().toList();
    }

    private int post() {
        String id = UUID.randomUUID().toString();
        byte[] body = ScalekitEvents.userCreated("diruser_" + id).in(organization).email(id + "@example.com").bytes();
        return rollcall.send(rollcall.webhook("msg_" + id, body)).status();
    }

    static double percentile(List<Double> ascending, double percent) {
        return ascending.get((int) Math.ceil(percent / 100 * ascending.size()) - 1);
    }
}
