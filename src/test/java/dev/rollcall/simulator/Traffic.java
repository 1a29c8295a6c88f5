package dev.rollcall.simulator;

import java.util.Map;
import java.util.TreeMap;

/// Counts requests, and how many there were at a time.
final class Traffic {

    private final Map<String, Integer> requests = new TreeMap<>();
    private int current;
    private int most;

    synchronized void enter(String path) {
        requests.merge(path, 1, Integer::sum);
        current++;
        most = Math.max(most, current);
    }

    synchronized void leave() {
        current--;
    }

    synchronized int requests(String path) {
        return requests.getOrDefault(path, 0);
    }

    synchronized Map<String, Integer> requests() {
        return new TreeMap<>(requests);
    }

    synchronized int mostAtOnce() {
        return most;
    }

    synchronized void reset() {
        requests.clear();
        most = current;
    }
}
