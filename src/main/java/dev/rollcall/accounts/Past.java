package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What was ever said of a directory user that decides who is one person, in the order in which it was true.
///
/// @param id `diruser_…`
/// @param firstSeen the version of the first statement
/// @param addresses since when it had which address; empty where it had given one up
/// @param activity since when it was active or not; active before anything was said of that
/// @param ids which telling ids it was called by, and since when
/// @param directoryId the directory that it belongs to; null as long as nothing has said
/// @param linking how it may join others by its address
record Past(String id, Version firstSeen, NavigableMap<Version, String> addresses,
        NavigableMap<Version, Boolean> activity, Map<String, Version> ids, @Nullable String directoryId,
        LinkByEmail linking) {

    /// @param statements all that was said, in any order
    static Past of(DirectoryUser user, Iterable<Statement> statements, @Nullable String directoryId,
            LinkByEmail linking) {
        NavigableMap<Version, String> addresses = new TreeMap<>();
        NavigableMap<Version, Boolean> activity = new TreeMap<>();
        Map<String, Version> ids = new HashMap<>();
        Version first = user.firstSeen();
        for (Statement said : statements) {
            first = first.earliest(said.at());
            if (said.address() != null) {
                addresses.put(said.at(), said.address());
            }
            if (said.active() != null) {
                activity.put(said.at(), said.active());
            }
            if (said.dpId() != null) {
                ids.merge(said.dpId(), said.at(), Version::earliest);
            }
        }
        return new Past(user.id(), first, changes(addresses), changes(activity), ids, directoryId, linking);
    }

    /// Leaves out what only says the same again.
    private static <T> NavigableMap<Version, T> changes(NavigableMap<Version, T> said) {
        NavigableMap<Version, T> changes = new TreeMap<>();
        said.forEach((at, value) -> {
            if (changes.isEmpty() || !changes.lastEntry().getValue().equals(value)) {
                changes.put(at, value);
            }
        });
        return changes;
    }

    /// {@return the first address, and when it was taken; null if there was none}
    Map.@Nullable Entry<Version, String> firstAddress() {
        return addresses.entrySet().stream().filter(taken -> !taken.getValue().isEmpty()).findFirst().orElse(null);
    }

    /// {@return the address when somebody else was seen, and since when; null if there was none. Of what one observation
    /// says of several, the one with the smaller id comes first}
    Map.@Nullable Entry<Version, String> addressBefore(Version at, Past other) {
        return had(id.compareTo(other.id) < 0 ? addresses.floorEntry(at) : addresses.lowerEntry(at));
    }

    /// {@return the address as of an observation, and since when; null if there was none}
    Map.@Nullable Entry<Version, String> addressAt(Version at) {
        return had(addresses.floorEntry(at));
    }

    private static Map.@Nullable Entry<Version, String> had(Map.@Nullable Entry<Version, String> taken) {
        return taken == null || taken.getValue().isEmpty() ? null : taken;
    }

    /// {@return whether it was there and active when somebody else was seen}
    boolean wasActiveBefore(Version at, Past other) {
        return id.compareTo(other.id) < 0 ? wasActiveAt(at)
                : firstSeen.isBefore(at) && isOrWasActive(activity.lowerEntry(at));
    }

    /// {@return whether it was there and active as of an observation}
    boolean wasActiveAt(Version at) {
        return !at.isBefore(firstSeen) && isOrWasActive(activity.floorEntry(at));
    }

    private static boolean isOrWasActive(Map.@Nullable Entry<Version, Boolean> said) {
        return said == null || said.getValue();
    }

    /// {@return whether the two were called by different ids by an observation, and not known to be so by different
    /// directories}
    boolean differsFrom(Past other, Version by) {
        boolean apart = directoryId != null && other.directoryId != null && !directoryId.equals(other.directoryId);
        return !apart && ids.entrySet().stream().filter(id -> !by.isBefore(id.getValue()))
                .anyMatch(mine -> other.ids.entrySet().stream().filter(id -> !by.isBefore(id.getValue()))
                        .anyMatch(theirs -> !theirs.getKey().equals(mine.getKey())));
    }

    /// {@return the smaller, the nearer: 0 for whoever was ever called by the same id, 1 by the first address, 2 otherwise}
    int nearness(Past other) {
        Map.Entry<Version, String> first = firstAddress();
        return ids.keySet().stream().anyMatch(other.ids::containsKey) ? 0
                : first != null && other.addresses.containsValue(first.getValue()) ? 1 : 2;
    }

    /// {@return an order for those who were first seen at the same time, too}
    int compareByFirstSeen(Past other) {
        int order = firstSeen.compareTo(other.firstSeen);
        return order != 0 ? order : id.compareTo(other.id);
    }

    /// {@return an order by when the first address was taken}
    int compareByFirstAddress(Past other) {
        int order = Objects.requireNonNull(firstAddress()).getKey()
                .compareTo(Objects.requireNonNull(other.firstAddress()).getKey());
        return order != 0 ? order : id.compareTo(other.id);
    }
}
