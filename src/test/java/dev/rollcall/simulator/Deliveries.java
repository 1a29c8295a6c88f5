package dev.rollcall.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What became of the newest webhooks.
final class Deliveries {

    private static final int KEPT = 20_000;

    private final Deque<Delivery> newestFirst = new ArrayDeque<>();
    private long count;

    synchronized void add(Delivery delivery) {
        count++;
        newestFirst.addFirst(delivery);
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
    }

    synchronized List<Delivery> newestFirst() {
        return List.copyOf(newestFirst);
    }

    synchronized long count() {
        return count;
    }
}
