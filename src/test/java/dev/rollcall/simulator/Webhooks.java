package dev.rollcall.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Posts what happens in the simulated environment, in the background: one after the other in the order of the changes,
/// unless it is told to lose, delay, duplicate or reorder them. What is not accepted is sent again while the next ones
/// go out.
public final class Webhooks implements AutoCloseable {

    private static final int WINDOW = 16;
    private static final Duration GATHERING = Duration.ofMillis(20);

    private final WebhookSender sender;
    private final Deliveries deliveries;
    private final BlockingQueue<Parcel> queue = new LinkedBlockingQueue<>();
    private final List<Parcel> window = new ArrayList<>();
    private final Thread dispatcher = Thread.ofVirtual().name("webhooks").unstarted(this::dispatch);
    private Semaphore lanes = new Semaphore(1);
    private Random random = new Random(1);
    private @Nullable URI url;
    private Duration delay = Duration.ZERO;
    private int lostPercent;
    private int duplicatedPercent;
    private boolean reordered;
    private int pending;
    private long lost;

    private record Parcel(URI url, String webhookId, byte[] body, long notBefore) {
    }

    Webhooks(WebhookSender sender, Deliveries deliveries, @Nullable URI url) {
        this.sender = sender;
        this.deliveries = deliveries;
        this.url = url;
        dispatcher.start();
    }

    /// Sets where they go; before it is known, nothing is posted.
    public synchronized Webhooks postTo(@Nullable URI url) {
        this.url = url;
        return this;
    }

    /// Loses so many of a hundred, at random.
    public synchronized Webhooks lose(int percent) {
        lostPercent = percent;
        return this;
    }

    /// Holds each one back for so long.
    public synchronized Webhooks delay(Duration delay) {
        this.delay = delay;
        return this;
    }

    /// Posts so many of a hundred twice, at random.
    public synchronized Webhooks duplicate(int percent) {
        duplicatedPercent = percent;
        return this;
    }

    /// Posts them in a random order, each at most a few places from its own.
    public synchronized Webhooks reorder(boolean reordered) {
        this.reordered = reordered;
        return this;
    }

    /// Posts so many at the same time, so that their order is anyone's guess; 1 keeps it.
    public synchronized Webhooks concurrency(int lanes) {
        this.lanes = new Semaphore(lanes);
        return this;
    }

    /// Posts each one at most so often before it is given up, [ScalekitSimulator#MAX_ATTEMPTS] by default; the pauses
    /// double until they are 1.6 seconds.
    public synchronized Webhooks attempts(int attempts) {
        sender.attempts(attempts);
        return this;
    }

    /// Sets what the random choices are made from: the same seed makes the same ones.
    public synchronized Webhooks seed(long seed) {
        random = new Random(seed);
        return this;
    }

    /// Ends all that is wrong with them.
    public synchronized Webhooks mend() {
        return lose(0).delay(Duration.ZERO).duplicate(0).reorder(false).concurrency(1).seed(1)
                .attempts(ScalekitSimulator.MAX_ATTEMPTS);
    }

    /// What is wrong with them, for people.
    synchronized Map<String, Object> state() {
        var state = new LinkedHashMap<String, Object>();
        state.put("url", String.valueOf(url));
        state.put("finished", deliveries.count());
        state.put("pending", pending);
        state.put("lost", lost);
        state.put("lost_percent", lostPercent);
        state.put("duplicated_percent", duplicatedPercent);
        state.put("delay_ms", delay.toMillis());
        state.put("reordered", reordered);
        return state;
    }

    /// How many were lost.
    public synchronized long lost() {
        return lost;
    }

    /// How many are neither accepted nor given up yet.
    public synchronized int pending() {
        return pending;
    }

    /// Waits until every one is accepted or given up.
    ///
    /// @throws IllegalStateException if that takes longer than a minute
    public void settle() {
        settle(Duration.ofMinutes(1));
    }

    /// Waits until every one is accepted or given up.
    ///
    /// @throws IllegalStateException if that takes longer
    public synchronized void settle(Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        try {
            for (var left = patience.toNanos(); pending > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (pending > 0) {
            throw new IllegalStateException(pending + " webhooks are still on their way");
        }
    }

    @Override
    public void close() {
        dispatcher.interrupt();
        sender.close();
    }

    synchronized void add(SimulatedEvent event) {
        if (url == null) {
            return;
        }
        var parcel = new Parcel(url, event.webhookId(), event.bytes(), System.nanoTime() + delay.toNanos());
        if (hits(lostPercent)) {
            lost++;
            deliveries.add(WebhookSender.describe(parcel.webhookId, parcel.body, 0, 0));
            return;
        }
        enqueue(parcel);
        if (hits(duplicatedPercent)) {
            enqueue(parcel);
        }
    }

    private boolean hits(int percent) {
        return percent > 0 && random.nextInt(100) < percent;
    }

    private void enqueue(Parcel parcel) {
        pending++;
        queue.add(parcel);
    }

    private void dispatch() {
        try {
            while (true) {
                var parcel = next();
                TimeUnit.NANOSECONDS.sleep(Math.max(0, parcel.notBefore - System.nanoTime()));
                var lane = lanes();
                lane.acquire();
                sender.send(parcel.url, parcel.webhookId, parcel.body, lane::release).thenAccept(this::delivered);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Parcel next() throws InterruptedException {
        if (window.isEmpty()) {
            window.add(queue.take());
        }
        while (isReordered() && window.size() < WINDOW) {
            var another = queue.poll(GATHERING.toMillis(), TimeUnit.MILLISECONDS);
            if (another == null) {
                break;
            }
            window.add(another);
        }
        return window.remove(isReordered() ? pick(window.size()) : 0);
    }

    private synchronized Semaphore lanes() {
        return lanes;
    }

    private synchronized boolean isReordered() {
        return reordered;
    }

    private synchronized int pick(int from) {
        return random.nextInt(from);
    }

    private synchronized void delivered(Delivery delivery) {
        deliveries.add(delivery);
        pending--;
        notifyAll();
    }
}
