package dev.rollcall.simulator;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;

/// The groups of one directory, by their numbers and by their ids, and the roles that are assigned to them.
final class Groups {

    private final NavigableMap<Integer, SimulatedGroup> byNumber = new TreeMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Set<String>> roles = new LinkedHashMap<>();
    private int last;

    int size() {
        return byNumber.size();
    }

    NavigableMap<Integer, SimulatedGroup> byNumber() {
        return byNumber;
    }

    Collection<SimulatedGroup> all() {
        return byNumber.values();
    }

    Map<String, Set<String>> roles() {
        return roles;
    }

    boolean contains(String id) {
        return numbers.containsKey(id);
    }

    int nextNumber() {
        return last + 1;
    }

    SimulatedGroup add(String id, String name, Instant at) {
        if (contains(id)) {
            throw new IllegalArgumentException(id + " exists already");
        }
        var group = new SimulatedGroup(id, name, 0, at);
        last++;
        numbers.put(id, last);
        byNumber.put(last, group);
        return group;
    }

    SimulatedGroup get(String id) {
        if (!contains(id)) {
            throw new NoSuchElementException("There is no group " + id);
        }
        return byNumber.get(numbers.get(id));
    }

    SimulatedGroup rename(String id, String name, Instant at) {
        var group = new SimulatedGroup(id, name, get(id).members(), at);
        byNumber.put(numbers.get(id), group);
        return group;
    }

    void remove(String id) {
        byNumber.remove(numbers.remove(id));
        roles.remove(id);
    }

    void addMembers(Collection<String> ids, int count) {
        for (var id : ids) {
            var group = get(id);
            byNumber.put(numbers.get(id),
                    new SimulatedGroup(id, group.name(), group.members() + count, group.updatedAt()));
        }
    }

    boolean assign(String id, String role) {
        get(id);
        return roles.computeIfAbsent(id, none -> new LinkedHashSet<>()).add(role);
    }

    boolean unassign(String id, String role) {
        return roles.getOrDefault(id, new LinkedHashSet<>()).remove(role);
    }

    /// The user's own roles and those of their groups.
    List<String> rolesOf(SimulatedUser user) {
        if (roles.isEmpty()) {
            return user.roles();
        }
        var all = new LinkedHashSet<>(user.roles());
        for (var group : user.groups()) {
            all.addAll(roles.getOrDefault(group, Set.of()));
        }
        return List.copyOf(all);
    }

    List<ScalekitEvents.Group> named(List<String> ids) {
        return ids.stream().map(id -> ScalekitEvents.group(id, get(id).name())).toList();
    }
}
