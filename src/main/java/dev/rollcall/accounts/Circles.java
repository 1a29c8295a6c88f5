package dev.rollcall.accounts;

import dev.rollcall.accounts.Persons.Merge;
import dev.rollcall.accounts.Takers.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes those apart who were explored and have nothing to do with each other.
final class Circles {

    private final Roster roster;
    private final Map<String, List<Statement>> said;
    private final Map<Key, Set<String>> takers;
    private final Map<Key, Set<String>> crowds;
    private final Set<Merge> merges;
    private final Map<String, Past> pasts;
    private final boolean isWhole;

    /// @param said by the id of each directory user, what was said of it
    /// @param takers who took the addresses and ids that were said, of a crowd those who count
    /// @param crowds those of them that too many took
    /// @param merges who was merged by hand
    /// @param pasts the directory users
    /// @param isWhole whether all were explored whom these lead to
    Circles(Roster roster, Map<String, List<Statement>> said, Map<Key, Set<String>> takers,
            Map<Key, Set<String>> crowds, Set<Merge> merges, Map<String, Past> pasts, boolean isWhole) {
        this.roster = roster;
        this.said = said;
        this.takers = takers;
        this.crowds = crowds;
        this.merges = merges;
        this.pasts = pasts;
        this.isWhole = isWhole;
    }

    List<Circle> apart() {
        Map<Object, List<String>> ties = new HashMap<>();
        said.forEach((id, list) -> ties(id, list)
                .forEach(tie -> ties.computeIfAbsent(tie, key -> new ArrayList<>()).add(id)));
        Set<String> placed = new HashSet<>();
        List<Circle> circles = new ArrayList<>();
        for (String first : said.keySet()) {
            List<Past> circle = new ArrayList<>();
            Deque<String> reached = new ArrayDeque<>();
            if (placed.add(first)) {
                reached.add(first);
            }
            while (!reached.isEmpty()) {
                String id = reached.remove();
                circle.add(Objects.requireNonNull(pasts.get(id)));
                // Whom a tie leads to is placed now: nobody else has to look at it again.
                ties(id, Objects.requireNonNull(said.get(id)))
                        .forEach(tie -> Objects.requireNonNullElse(ties.remove(tie), List.<String> of()).stream()
                                .filter(placed::add).forEach(reached::add));
            }
            if (!circle.isEmpty()) {
                Set<String> strays = isWhole ? Set.of()
                        : circle.stream().map(Past::id).filter(this::isStray).collect(Collectors.toSet());
                circles.add(new Circle(circle, List.copyOf(merges), crowds, strays));
            }
        }
        return circles;
    }

    private Set<Object> ties(String id, List<Statement> list) {
        DirectoryUser user = roster.user(id);
        Set<Object> ties = new LinkedHashSet<>();
        if (user.placed()) {
            list.stream().flatMap(Statement::keys)
                    .filter(key -> takers.getOrDefault(key, Set.of()).contains(id) || !crowds.containsKey(key))
                    .forEach(ties::add);
        }
        merges.stream().filter(merge -> merge.both().anyMatch(id::equals)).forEach(ties::add);
        if (user.accountId() != null) {
            ties.add(user.accountId());
        }
        return ties;
    }

    /// {@return whether somebody leads to somebody who was not looked at}
    private boolean isStray(String id) {
        return !said.keySet()
                .containsAll(Stream.of(
                        Objects.requireNonNull(said.get(id)).stream().flatMap(Statement::keys)
                                .map(key -> takers.getOrDefault(key, Set.of())).filter(its -> its.contains(id))
                                .flatMap(Set::stream),
                        merges.stream().filter(merge -> merge.both().anyMatch(id::equals)).flatMap(Merge::both),
                        roster.companions(id)).flatMap(ids -> ids).collect(Collectors.toSet()));
    }
}
