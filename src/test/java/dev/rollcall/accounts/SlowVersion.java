package dev.rollcall.accounts;

import java.math.BigInteger;
import java.time.Instant;

/// When a statement was true, as DESIGN's rule 4 orders it: by the nanosecond, then by the event's id with its digits read
/// as numbers, then by the id itself. People of one page share a version; between them the id of the directory user decides.
record SlowVersion(Instant at, String event, String subject) implements Comparable<SlowVersion> {

    /// Later than all.
    static final SlowVersion END = new SlowVersion(Instant.MAX, "", "");

    @Override
    public int compareTo(SlowVersion other) {
        int order = at.compareTo(other.at);
        order = order == 0 ? byNumbers(runs(event), runs(other.event)) : order;
        order = order == 0 ? event.compareTo(other.event) : order;
        return order == 0 ? subject.compareTo(other.subject) : order;
    }

    boolean isBefore(SlowVersion other) {
        return compareTo(other) < 0;
    }

    private static String[] runs(String id) {
        return id.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)");
    }

    private static int byNumbers(String[] one, String[] other) {
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            int order = isNumber(one[i]) && isNumber(other[i])
                    ? new BigInteger(one[i]).compareTo(new BigInteger(other[i]))
                    : one[i].compareTo(other[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.length, other.length);
    }

    private static boolean isNumber(String run) {
        return run.matches("[0-9]+");
    }
}
