package dev.rollcall.users;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who is who among directory users of one organization that have shared an e-mail address. The answer depends only on
/// who took which address when, not on the order in which that became known:
///
/// - A directory user is the same person as the one who had its first address at the moment when it took it, and a new
///   person if nobody had. Later changes of address change nothing about that.
/// - An address belongs to one active person: the one who took it first. Another one who takes it keeps the address from
///   before until it is given up.
final class Persons {

    /// One person.
    ///
    /// @param directoryUserIds the directory users that are this person, the first one first
    /// @param address the address that belongs to the person; null if there is none
    /// @param waits whether the person took another address, which belongs to somebody else
    record Person(List<String> directoryUserIds, @Nullable String address, boolean waits) {
    }

    private record Claim(List<String> members, boolean active, List<Map.Entry<Version, String>> addresses) {

        Version since() {
            return addresses.isEmpty() ? Version.NEVER : addresses.getFirst().getKey();
        }
    }

    private Persons() {
    }

    /// @param addresses for each directory user, which address it took when; empty if none is known
    /// @param isActive whether a directory user is active
    /// @return the persons, the one seen first at first
    static List<Person> of(Map<String, NavigableMap<Version, String>> addresses, Predicate<String> isActive) {
        List<Claim> claims = groups(addresses).stream().map(members -> claim(members, addresses, isActive)).toList();
        Map<Claim, Person> persons = new HashMap<>();
        Set<String> belongsToActive = new HashSet<>();
        for (Claim claim : claims.stream().sorted(Comparator.comparing(Claim::since)).toList()) {
            String given = claim.addresses.stream().map(Map.Entry::getValue)
                    .filter(address -> !claim.active || !belongsToActive.contains(address)).findFirst().orElse(null);
            if (claim.active && given != null) {
                belongsToActive.add(given);
            }
            boolean waits = !claim.addresses.isEmpty() && !claim.addresses.getFirst().getValue().equals(given);
            persons.put(claim, new Person(claim.members, given, waits));
        }
        return claims.stream().map(claim -> Objects.requireNonNull(persons.get(claim))).toList();
    }

    /// Puts together who is the same person.
    private static List<List<String>> groups(Map<String, NavigableMap<Version, String>> addresses) {
        List<String> byFirstSeen = addresses.keySet().stream().sorted(Comparator
                .comparing((String user) -> firstSeen(taken(user, addresses))).thenComparing(Comparator.naturalOrder()))
                .toList();
        Map<String, List<String>> personOf = new HashMap<>();
        List<List<String>> persons = new ArrayList<>();
        for (String user : byFirstSeen) {
            String holder = holderOfFirstAddress(user, addresses);
            List<String> person = holder == null ? null : personOf.get(holder);
            if (person == null) {
                person = new ArrayList<>();
                persons.add(person);
            }
            person.add(user);
            personOf.put(user, person);
        }
        return persons;
    }

    private static NavigableMap<Version, String> taken(String user,
            Map<String, NavigableMap<Version, String>> addresses) {
        return Objects.requireNonNull(addresses.get(user));
    }

    private static Version firstSeen(NavigableMap<Version, String> taken) {
        return taken.isEmpty() ? Version.NEVER : taken.firstKey();
    }

    /// The other directory user that had this one's first address when it took it: the last one to take it, if several.
    private static @Nullable String holderOfFirstAddress(String user,
            Map<String, NavigableMap<Version, String>> addresses) {
        NavigableMap<Version, String> taken = taken(user, addresses);
        if (taken.isEmpty()) {
            return null;
        }
        String holder = null;
        Version since = Version.NEVER;
        for (Map.Entry<String, NavigableMap<Version, String>> other : addresses.entrySet()) {
            Map.Entry<Version, String> held = other.getValue().lowerEntry(taken.firstKey());
            if (held != null && held.getValue().equals(taken.firstEntry().getValue())
                    && since.isBefore(held.getKey())) {
                holder = other.getKey();
                since = held.getKey();
            }
        }
        return holder;
    }

    /// The addresses that a person could have: the newest first, then what the same directory users had before.
    private static Claim claim(List<String> members, Map<String, NavigableMap<Version, String>> addresses,
            Predicate<String> isActive) {
        boolean active = members.stream().anyMatch(isActive);
        NavigableMap<Version, String> current = new TreeMap<>();
        NavigableMap<Version, String> former = new TreeMap<>();
        for (String member : members) {
            if (!active || isActive.test(member)) {
                NavigableMap<Version, String> taken = taken(member, addresses);
                former.putAll(taken);
                if (!taken.isEmpty()) {
                    current.put(taken.lastKey(), taken.lastEntry().getValue());
                }
            }
        }
        List<Map.Entry<Version, String>> wanted = new ArrayList<>(current.descendingMap().entrySet());
        wanted.addAll(former.descendingMap().entrySet());
        return new Claim(members, active, wanted);
    }
}
