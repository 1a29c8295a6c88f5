package dev.rollcall.simulator;

import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The oddities that an environment sends, or one directory beside those of its environment: about everybody, or about
/// some people alone.
public final class Oddities {

    private final @Nullable Oddities environment;

    // Nobody is named where it is about everybody.
    private volatile Map<Oddity, Set<String>> sent = Map.of();

    Oddities(@Nullable Oddities environment) {
        this.environment = environment;
    }

    /// Sends it from now on.
    public Oddities send(Oddity oddity) {
        return put(oddity, Set.of());
    }

    /// Sends it from now on about this person alone, and about those who were named before.
    public synchronized Oddities send(Oddity oddity, String userId) {
        var people = new HashSet<>(sent.getOrDefault(oddity, Set.of()));
        people.add(userId);
        return put(oddity, people);
    }

    /// Ends it.
    public synchronized Oddities mend(Oddity oddity) {
        var less = new EnumMap<Oddity, Set<String>>(Oddity.class);
        less.putAll(sent);
        less.remove(oddity);
        sent = less;
        return this;
    }

    /// Ends all that were begun here.
    public synchronized Oddities mend() {
        sent = Map.of();
        return this;
    }

    /// Whether it is sent about everything.
    boolean has(Oddity oddity) {
        var people = sent.get(oddity);
        return people != null && people.isEmpty() || environment != null && environment.has(oddity);
    }

    /// Whether it is sent about this person.
    boolean has(Oddity oddity, String id) {
        return names(oddity, id) || has(oddity);
    }

    /// Whether it is sent about this person by name.
    boolean names(Oddity oddity, String id) {
        return sent.getOrDefault(oddity, Set.of()).contains(id);
    }

    /// A time as it is told.
    Instant told(Instant time) {
        return has(Oddity.FUTURE_DATES) ? Oddity.ahead(time) : time;
    }

    /// Yes or no as it is told.
    Object told(boolean value) {
        return has(Oddity.BOOLEANS_AS_TEXTS) ? Oddity.text(value) : value;
    }

    /// An event as it is sent.
    SimulatedEvent told(SimulatedEvent event) {
        var about = event.tree().at("/data/id").asString("");
        var told = event;
        for (var oddity : Oddity.values()) {
            told = has(oddity, about) ? oddity.bend(told) : told;
        }
        return told;
    }

    /// What is sent from here, for people.
    synchronized List<String> state() {
        return sent.entrySet().stream()
                .map(oddity -> oddity.getKey().label()
                        + (oddity.getValue().isEmpty() ? "" : " about " + String.join(", ", oddity.getValue())))
                .toList();
    }

    private synchronized Oddities put(Oddity oddity, Set<String> people) {
        var more = new EnumMap<Oddity, Set<String>>(Oddity.class);
        more.putAll(sent);
        more.put(oddity, people);
        sent = more;
        return this;
    }
}
