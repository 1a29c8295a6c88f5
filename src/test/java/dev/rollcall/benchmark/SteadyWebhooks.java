package dev.rollcall.benchmark;

import dev.rollcall.RollcallClient;
import dev.rollcall.simulator.ScalekitEvents;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Signed webhooks at a steady rate, whatever time their answers take.
record SteadyWebhooks(RollcallClient rollcall, String organization, int perSecond) {

    /// What came of them.
    ///
    /// @param latencies the milliseconds from when each was due until it was acknowledged, ascending
    /// @param refused how often one was answered 503 and sent again
    record Answers(List<Double> latencies, int refused) {

        double percentile(double percent) {
            return latencies.get((int) Math.ceil(percent / 100 * latencies.size()) - 1);
        }
    }

    /// Posts until it is told to stop, and each until it is acknowledged.
    ///
    /// @throws IllegalStateException if an answer is neither 201 nor 503
    Answers postWhile(BooleanSupplier goOn) throws InterruptedException {
        List<Future<Double>> posted = new ArrayList<>();
        var refused = new AtomicInteger();
        long interval = Duration.ofSeconds(1).toNanos() / perSecond;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long due = System.nanoTime(); goOn.getAsBoolean(); due += interval) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long from = due;
                posted.add(threads.submit(() -> {
                    post(refused);
                    return (System.nanoTime() - from) / 1e6;
                }));
            }
        }
        List<Double> latencies = new ArrayList<>();
        for (Future<Double> one : posted) {
            try {
                latencies.add(one.get());
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            }
        }
        Collections.sort(latencies);
        return new Answers(latencies, refused.get());
    }

    private void post(AtomicInteger refused) {
        String id = UUID.randomUUID().toString();
        byte[] body = ScalekitEvents.userCreated("diruser_" + id).in(organization).email(id + "@example.com").bytes();
        HttpRequest webhook = rollcall.webhook("msg_" + id, body);
        for (int status = rollcall.send(webhook).status(); status != 201; status = rollcall.send(webhook).status()) {
            if (status != 503) {
                throw new IllegalStateException("A webhook was answered " + status + ".");
            }
            refused.incrementAndGet();
        }
    }
}
