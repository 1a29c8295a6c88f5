package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;

/// Directory users with consecutive numbers that were generated at once, and are invented anew whenever they are asked
/// for.
///
/// @param groups the groups that they are spread over: each is in one, every third in two
record Block(int first, int last, List<String> groups, Instant at) {

    List<String> groupsOf(int number) {
        if (groups.isEmpty()) {
            return List.of();
        }
        var one = groups.get(number % groups.size());
        var other = groups.get(number / groups.size() % groups.size());
        return number % 3 != 0 || one.equals(other) ? List.of(one) : List.of(one, other);
    }
}
