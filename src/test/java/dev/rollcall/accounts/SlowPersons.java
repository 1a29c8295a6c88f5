package dev.rollcall.accounts;

import dev.rollcall.accounts.SlowDirectoryUser.Address;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who is one person, as DESIGN's rule 6 says: the directory users of one organization, put together anew from nothing.
final class SlowPersons {

    private static final int CROWD = 50;

    /// `rollcall.accounts.link-by-email`.
    enum Mode {
        UNLESS_IDS_DIFFER, ALWAYS, NEVER
    }

    private final Mode mode;
    private final List<SlowDirectoryUser> users;
    private final Map<SlowDirectoryUser, Set<SlowDirectoryUser>> persons = new HashMap<>();
    private final Map<SlowDirectoryUser, SlowVersion> strangers = new HashMap<>();

    /// @param ties ids of directory users that an admin made one person
    SlowPersons(Mode mode, Collection<SlowDirectoryUser> users, List<Set<String>> ties) {
        this.mode = mode;
        this.users = List.copyOf(users);
        users.forEach(user -> persons.put(user, new HashSet<>(Set.of(user))));
        ties.forEach(tie -> unite(this.users.stream().filter(user -> tie.contains(user.id())).toList()));
        if (mode != Mode.ALWAYS) {
            uniteByIds();
        }
        if (mode != Mode.NEVER) {
            this.users.stream().filter(user -> user.firstAddress() != null)
                    .sorted(Comparator.comparing(SlowPersons::firstAddressed)).forEach(this::joinByAddress);
        }
    }

    Set<Set<SlowDirectoryUser>> all() {
        return new HashSet<>(persons.values());
    }

    Set<SlowDirectoryUser> of(SlowDirectoryUser user) {
        return Objects.requireNonNull(persons.get(user));
    }

    /// Since when somebody is a stranger on the account; null if nobody knows better.
    @Nullable
    SlowVersion strangerSince(SlowDirectoryUser user) {
        return strangers.get(user);
    }

    static SlowVersion firstAddressed(SlowDirectoryUser user) {
        Address first = user.firstAddress();
        return first == null ? SlowVersion.END : first.since();
    }

    private void unite(Collection<SlowDirectoryUser> same) {
        Set<SlowDirectoryUser> union = new HashSet<>();
        same.forEach(user -> union.addAll(of(user)));
        union.forEach(user -> persons.put(user, union));
    }

    private void uniteByIds() {
        Map<String, Map<SlowDirectoryUser, SlowVersion>> sayers = new TreeMap<>();
        users.forEach(user -> user.tellingIds()
                .forEach((id, version) -> sayers.computeIfAbsent(id, any -> new HashMap<>()).put(user, version)));
        sayers.values().forEach(who -> unite(firstOf(who)));
    }

    private void joinByAddress(SlowDirectoryUser joiner) {
        Address taken = Objects.requireNonNull(joiner.firstAddress());
        SlowVersion at = taken.since();
        List<SlowDirectoryUser> crowd = firstOf(takers(taken.normal()));
        Optional<SlowDirectoryUser> holder = crowd.stream().filter(user -> !user.equals(joiner))
                .filter(user -> has(user, taken.normal(), at))
                .max(Comparator.comparing(user -> Objects.requireNonNull(user.address(at)).since()));
        if (holder.isEmpty() || !crowd.contains(joiner) || of(holder.get()).contains(joiner)
                || mode == Mode.UNLESS_IDS_DIFFER && differ(of(joiner), of(holder.get()), at)) {
            return;
        }
        // Who joins somebody active is as familiar as whoever of those is the most.
        List<SlowDirectoryUser> active = of(holder.get()).stream().filter(user -> user.isActive(at)).toList();
        if (mode == Mode.UNLESS_IDS_DIFFER && strangers.keySet().containsAll(active)) {
            SlowVersion since = active.stream().map(strangers::get).min(Comparator.naturalOrder()).orElse(at);
            of(joiner).forEach(stranger -> strangers.merge(stranger, since, (a, b) -> a.isBefore(b) ? b : a));
        }
        unite(List.of(joiner, holder.get()));
    }

    private static boolean has(SlowDirectoryUser user, String address, SlowVersion before) {
        Address had = user.address(before);
        return had != null && had.normal().equals(address);
    }

    private Map<SlowDirectoryUser, SlowVersion> takers(String address) {
        Map<SlowDirectoryUser, SlowVersion> takers = new HashMap<>();
        users.forEach(user -> user.addresses().stream().filter(taken -> taken.normal().equals(address))
                .forEach(taken -> takers.putIfAbsent(user, taken.since())));
        return takers;
    }

    private static List<SlowDirectoryUser> firstOf(Map<SlowDirectoryUser, SlowVersion> takers) {
        return takers.keySet().stream().sorted(Comparator.comparing(takers::get)).limit(CROWD).toList();
    }

    private boolean differ(Set<SlowDirectoryUser> ones, Set<SlowDirectoryUser> others, SlowVersion at) {
        return ones.stream().anyMatch(one -> others.stream().anyMatch(other -> !one.isKnownToBeElsewhereThan(other)
                && said(one, at).anyMatch(id -> said(other, at).anyMatch(otherId -> !otherId.equals(id)))));
    }

    private static Stream<String> said(SlowDirectoryUser user, SlowVersion at) {
        return user.tellingIds().entrySet().stream().filter(said -> !at.isBefore(said.getValue()))
                .map(Map.Entry::getKey);
    }
}
