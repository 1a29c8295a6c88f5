package dev.rollcall.simulator;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// The users of one directory by their numbers, which are given in the order of their arrival: generated ones, of whom
/// nothing is stored, and on top of them everyone to whom something happened.
final class Population {

    private final Invented invented;
    private final NavigableMap<Integer, Block> blocks = new TreeMap<>();
    private final NavigableMap<Integer, SimulatedUser> stored = new TreeMap<>();
    private final Map<String, Integer> givenIds = new HashMap<>();
    private final BitSet gone = new BitSet();
    private int last;
    private int size;

    Population(int directory, Provider provider) {
        this.invented = new Invented(directory, provider);
    }

    int size() {
        return size;
    }

    int last() {
        return last;
    }

    Block generate(int count, List<String> groups, Instant at) {
        var block = new Block(last + 1, last + count, List.copyOf(groups), at);
        blocks.put(block.first(), block);
        last += count;
        size += count;
        return block;
    }

    /// Someone new, who is not yet in the directory.
    SimulatedUser newcomer(Instant at) {
        return invented.user(last + 1, List.of(), at);
    }

    void add(SimulatedUser user) {
        if (number(user.id()) != 0) {
            throw new IllegalArgumentException(user.id() + " has been in the directory before");
        }
        last++;
        size++;
        if (invented.number(user.id()) != last) {
            givenIds.put(user.id(), last);
        }
        stored.put(last, user);
    }

    void replace(int number, SimulatedUser user) {
        stored.put(number, user);
    }

    void remove(int number) {
        gone.set(number);
        size--;
    }

    /// The number of a user who is or was in the directory, or 0.
    int number(String id) {
        var number = givenIds.getOrDefault(id, invented.number(id));
        return number > 0 && number <= last && get(number).id().equals(id) ? number : 0;
    }

    boolean contains(int number) {
        return number > 0 && number <= last && !gone.get(number);
    }

    /// A user who is or was in the directory.
    SimulatedUser get(int number) {
        var user = stored.get(number);
        if (user != null) {
            return user;
        }
        var block = blocks.floorEntry(number).getValue();
        return invented.user(number, block.groupsOf(number), block.at());
    }

    /// The number of the first user after this one who matches, or 0.
    int next(int number, UserFilter filter) {
        var next = gone.nextClearBit(number + 1);
        while (next <= last) {
            var user = stored.get(next);
            var block = user == null ? blocks.floorEntry(next).getValue() : null;
            if (block != null && !filter.mayMatch(block)) {
                var nextStored = stored.higherKey(next);
                next = Math.min(nextStored == null ? Integer.MAX_VALUE : nextStored, block.last() + 1);
            } else if (filter == UserFilter.ALL || filter.matches(user == null ? get(next) : user)) {
                return next;
            } else {
                next++;
            }
            next = gone.nextClearBit(next);
        }
        return 0;
    }

    /// How many users match, by looking at those to whom something happened and at no other.
    int count(Instant updatedAfter) {
        var count = 0;
        for (var block : blocks.values()) {
            if (block.at().isAfter(updatedAfter)) {
                count += untouched(block);
            }
        }
        for (var entry : stored.entrySet()) {
            if (!gone.get(entry.getKey()) && entry.getValue().updatedAt().isAfter(updatedAfter)) {
                count++;
            }
        }
        return count;
    }

    private int untouched(Block block) {
        var touched = gone.get(block.first(), block.last() + 1);
        stored.subMap(block.first(), true, block.last(), true).keySet()
                .forEach(number -> touched.set(number - block.first()));
        return block.last() - block.first() + 1 - touched.cardinality();
    }

    /// The numbers of so many who are in the directory, each at most once.
    IntStream sample(int count, Random random) {
        if (count > size) {
            throw new IllegalArgumentException("There are only " + size + " users");
        }
        var numbers = IntStream
                .iterate(next(0, UserFilter.ALL), number -> number > 0, number -> next(number, UserFilter.ALL))
                .toArray();
        for (var i = 0; i < count; i++) {
            var other = i + random.nextInt(numbers.length - i);
            var chosen = numbers[other];
            numbers[other] = numbers[i];
            numbers[i] = chosen;
        }
        return Arrays.stream(numbers, 0, count);
    }
}
