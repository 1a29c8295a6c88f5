package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.accounts.Takers.Key;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is one person among directory users of one organization. It depends only on what was said of them and when it was
/// true, not on the order in which that became known:
///
/// - Who was ever called by the same telling id is one person, and from then on who was merged by an admin.
/// - Then each one, by when it took its first address, joins whoever had that address then and took it last, unless the two
///   were called by different ids of what may be one directory. Later changes of address or id part nobody.
/// - Who joins by the address alone where nobody is active may be somebody else: a stranger.
final class Persons {

    /// One person.
    ///
    /// @param members the directory users that are this person, the first one first
    /// @param strangers those of them who may be somebody else than whoever was there before, and since when
    record Person(List<Past> members, Map<String, Instant> strangers) {
    }

    /// What an admin said: two directory users are one person.
    record Merge(String directoryUserId, String into, Instant at) {

        Stream<String> both() {
            return Stream.of(directoryUserId, into);
        }
    }

    private final Map<String, Past> pasts = new LinkedHashMap<>();
    private final Map<Key, Set<String>> crowds;
    private final Map<String, Set<Past>> persons = new HashMap<>();
    private final Map<String, Instant> strangers = new HashMap<>();

    private Persons(Collection<Past> pasts, Map<Key, Set<String>> crowds) {
        this.crowds = crowds;
        pasts.forEach(past -> {
            this.pasts.put(past.id(), past);
            persons.put(past.id(), new LinkedHashSet<>(Set.of(past)));
        });
    }

    /// @param pasts the directory users
    /// @param merges pairs of them that an admin merged
    /// @param crowds who counts of those who took an address or id that too many have taken
    /// @param mayJoinById whether two who were called by the same id are one
    /// @return the persons, the one seen first at first
    static List<Person> of(Collection<Past> pasts, Collection<Merge> merges, Map<Key, Set<String>> crowds,
            BiPredicate<String, String> mayJoinById) {
        Persons persons = new Persons(pasts, crowds);
        persons.joinById(mayJoinById);
        persons.joinByAddress(merges.stream().sorted(Comparator.comparing(Merge::at)).toList());
        return persons.all();
    }

    private void joinById(BiPredicate<String, String> mayJoin) {
        Map<String, List<String>> called = new HashMap<>();
        pasts.values().stream().sorted(Past::compareByFirstSeen)
                .forEach(past -> past.ids().keySet().stream().filter(id -> counts(new Key(false, id), past.id()))
                        .forEach(id -> called.computeIfAbsent(id, key -> new ArrayList<>()).add(past.id())));
        called.values().forEach(same -> {
            for (int i = 0; i < same.size(); i++) {
                for (int j = 0; j < i; j++) {
                    if (mayJoin.test(same.get(j), same.get(i))) {
                        join(same.get(j), same.get(i));
                    }
                }
            }
        });
    }

    private void joinByAddress(List<Merge> merges) {
        Deque<Merge> toCome = new ArrayDeque<>(merges);
        Map<String, List<Past>> having = new HashMap<>();
        pasts.values().forEach(past -> Set.copyOf(past.addresses().values())
                .forEach(address -> having.computeIfAbsent(address, key -> new ArrayList<>()).add(past)));
        pasts.values().stream().filter(past -> past.firstAddress() != null).sorted(Past::compareByFirstAddress)
                .filter(past -> past.linking() != LinkByEmail.NEVER).forEach(past -> {
                    mergeUntil(Objects.requireNonNull(past.firstAddress()).getKey().at(), toCome);
                    joinByAddress(past, having);
                });
        mergeUntil(Instant.MAX, toCome);
    }

    private void mergeUntil(Instant now, Deque<Merge> toCome) {
        while (!toCome.isEmpty() && !toCome.getFirst().at().isAfter(now)) {
            Merge merge = toCome.removeFirst();
            join(merge.into(), merge.directoryUserId());
        }
    }

    private void joinByAddress(Past newcomer, Map<String, List<Past>> having) {
        Map.Entry<Version, String> taken = Objects.requireNonNull(newcomer.firstAddress());
        Key address = new Key(true, taken.getValue());
        Past holder = holder(newcomer, taken, Objects.requireNonNull(having.get(taken.getValue())));
        if (holder == null || !counts(address, newcomer.id()) || personOf(newcomer.id()) == personOf(holder.id())) {
            return;
        }
        Set<Past> there = personOf(holder.id());
        Set<Past> coming = personOf(newcomer.id());
        if (newcomer.linking() == LinkByEmail.UNLESS_IDS_DIFFER) {
            if (coming.stream()
                    .anyMatch(one -> there.stream().anyMatch(other -> one.differsFrom(other, taken.getKey())))) {
                return;
            }
            estrange(coming, there, newcomer, taken.getKey());
        }
        join(holder.id(), newcomer.id());
    }

    /// Who joins somebody active is as familiar as the most familiar of those who are.
    private void estrange(Set<Past> coming, Set<Past> there, Past newcomer, Version at) {
        List<Past> active = there.stream().filter(past -> past.wasActiveBefore(at, newcomer)).toList();
        if (active.stream().anyMatch(past -> !strangers.containsKey(past.id()))) {
            return;
        }
        Instant since = active.stream().map(past -> Objects.requireNonNull(strangers.get(past.id())))
                .min(Comparator.naturalOrder()).orElse(at.at());
        coming.forEach(past -> strangers.merge(past.id(), since, (a, b) -> a.isBefore(b) ? b : a));
    }

    /// The other directory user that had the address when it was taken: the last one to take it, if several.
    private @Nullable Past holder(Past newcomer, Map.Entry<Version, String> taken, List<Past> having) {
        Past holder = null;
        Version since = Version.NEVER;
        for (Past other : having) {
            Map.Entry<Version, String> had = other == newcomer ? null : other.addressBefore(taken.getKey(), newcomer);
            if (had != null && had.getValue().equals(taken.getValue())
                    && (holder == null || since.isBefore(had.getKey())
                            || since.equals(had.getKey()) && holder.id().compareTo(other.id()) < 0)
                    && counts(new Key(true, taken.getValue()), other.id())) {
                holder = other;
                since = had.getKey();
            }
        }
        return holder;
    }

    private boolean counts(Key key, String id) {
        Set<String> counting = crowds.get(key);
        return counting == null || counting.contains(id);
    }

    private Set<Past> personOf(String id) {
        return Objects.requireNonNull(persons.get(id));
    }

    private void join(String one, String other) {
        if (!persons.containsKey(one) || !persons.containsKey(other)) {
            return; // merged with somebody of whom nothing is known any more
        }
        Set<Past> into = personOf(one);
        Set<Past> from = personOf(other);
        if (into != from) {
            into.addAll(from);
            from.forEach(past -> persons.put(past.id(), into));
        }
    }

    private List<Person> all() {
        return persons.values().stream().distinct()
                .map(members -> members.stream().sorted(Past::compareByFirstSeen).toList()).map(this::person)
                .sorted((a, b) -> a.members.getFirst().compareByFirstSeen(b.members.getFirst())).toList();
    }

    private Person person(List<Past> members) {
        Map<String, Instant> its = new HashMap<>();
        members.forEach(past -> {
            Instant since = strangers.get(past.id());
            if (since != null) {
                its.put(past.id(), since);
            }
        });
        return new Person(members, its);
    }
}
