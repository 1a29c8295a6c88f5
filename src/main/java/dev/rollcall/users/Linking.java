package dev.rollcall.users;

import dev.rollcall.users.AccountProperties.LinkByEmail;
import dev.rollcall.users.Persons.Person;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives each person one account.
@Component
class Linking {

    /// Directory users that have shared addresses with each other, and with nobody else.
    ///
    /// @param addresses for each of them, which address it took when
    record Circle(Map<String, NavigableMap<Version, String>> addresses) {

        Stream<String> members() {
            return addresses.keySet().stream();
        }
    }

    private final AddressBook addressBook;
    private final Rosters rosters;
    private final LinkByEmail mode;

    Linking(AddressBook addressBook, Rosters rosters, AccountProperties properties) {
        this.addressBook = addressBook;
        this.rosters = rosters;
        this.mode = properties.linkByEmail();
    }

    /// Finds out whom it concerns who these directory users are, and puts them on the roster.
    ///
    /// @param users directory users on the roster; what they were seen with is in the address book
    /// @return their circles
    List<Circle> circles(Collection<MirroredUser> users, Roster roster) {
        if (users.isEmpty()) {
            return List.of();
        }
        List<String> ids = users.stream().map(MirroredUser::id).toList();
        Map<String, NavigableMap<Version, String>> seen = mode == LinkByEmail.ALWAYS ? addressBook.circlesOf(ids)
                : addressBook.only(ids);
        List<String> others = seen.keySet().stream().filter(id -> roster.find(id) == null).toList();
        if (!others.isEmpty()) {
            rosters.read(roster, others);
        }
        Map<String, NavigableMap<Version, String>> taken = new LinkedHashMap<>();
        ids.forEach(id -> taken.put(id, new TreeMap<>()));
        seen.forEach((id, sightings) -> taken.put(id, taken(roster.user(id), sightings)));
        return mode == LinkByEmail.ALWAYS ? apart(taken)
                : taken.entrySet().stream().map(one -> new Circle(Map.of(one.getKey(), one.getValue()))).toList();
    }

    /// Links the directory users of a circle to accounts and gives these their e-mail addresses.
    ///
    /// @param circle the circle; everybody in it is on the roster
    /// @param now when new accounts are opened
    /// @return the persons
    List<Person> link(Circle circle, Roster roster, Instant now) {
        Map<UUID, Account> unclaimed = new LinkedHashMap<>();
        circle.members().map(roster::user).flatMap(member -> Stream.ofNullable(roster.accountOf(member)))
                .forEach(account -> unclaimed.put(account.id(), account));
        List<Person> persons = Persons.of(circle.addresses, id -> roster.user(id).active());
        Map<UUID, Account> successors = new HashMap<>();
        for (Person person : persons) {
            List<MirroredUser> members = person.directoryUserIds().stream().map(roster::user).toList();
            Account account = accountOf(members, unclaimed).orElseGet(() -> open(members, roster, now));
            unclaimed.remove(account.id());
            account.address(inItsOwnCase(person.address(), members));
            for (MirroredUser member : members) {
                UUID former = member.accountId();
                if (former != null) {
                    successors.putIfAbsent(former, account);
                }
                member.join(account.id());
            }
        }
        unclaimed.values().forEach(account -> account.mergeInto(Objects.requireNonNull(successors.get(account.id()))));
        return persons;
    }

    private static Account open(List<MirroredUser> members, Roster roster, Instant now) {
        Account account = new Account(members.getFirst().organizationId(), now);
        roster.add(account);
        return account;
    }

    /// When which address was taken: being seen with the same one again is left out.
    private static NavigableMap<Version, String> taken(MirroredUser user, NavigableMap<Version, String> sightings) {
        NavigableMap<Version, String> all = new TreeMap<>(sightings);
        if (user.email() != null) {
            all.put(user.addressed(), AddressBook.normalize(user.email()));
        }
        NavigableMap<Version, String> taken = new TreeMap<>();
        all.forEach((at, address) -> {
            if (taken.isEmpty() || !taken.lastEntry().getValue().equals(address)) {
                taken.put(at, address);
            }
        });
        return taken;
    }

    /// Takes those apart who have nothing to do with each other.
    private static List<Circle> apart(Map<String, NavigableMap<Version, String>> taken) {
        Map<String, List<String>> byAddress = new HashMap<>();
        taken.forEach((id, addresses) -> new HashSet<>(addresses.values())
                .forEach(address -> byAddress.computeIfAbsent(address, key -> new ArrayList<>()).add(id)));
        Set<String> placed = new HashSet<>();
        List<Circle> circles = new ArrayList<>();
        for (String first : taken.keySet()) {
            Map<String, NavigableMap<Version, String>> circle = new HashMap<>();
            Deque<String> reached = new ArrayDeque<>();
            if (placed.add(first)) {
                reached.add(first);
            }
            while (!reached.isEmpty()) {
                String id = reached.remove();
                NavigableMap<Version, String> addresses = Objects.requireNonNull(taken.get(id));
                circle.put(id, addresses);
                // Whom an address leads to is placed now: nobody else has to look at it again.
                addresses.values()
                        .forEach(address -> Objects.requireNonNullElse(byAddress.remove(address), List.<String> of())
                                .stream().filter(placed::add).forEach(reached::add));
            }
            if (!circle.isEmpty()) {
                circles.add(new Circle(circle));
            }
        }
        return circles;
    }

    /// The account that the first of them has and nobody before them took.
    private static Optional<Account> accountOf(List<MirroredUser> members, Map<UUID, Account> unclaimed) {
        return members.stream().flatMap(member -> Stream.ofNullable(member.accountId()))
                .flatMap(id -> Stream.ofNullable(unclaimed.get(id))).findFirst();
    }

    private static @Nullable String inItsOwnCase(@Nullable String address, List<MirroredUser> members) {
        return members.stream().sorted(Comparator.comparing(MirroredUser::version).reversed())
                .flatMap(member -> Stream.ofNullable(member.email()))
                .filter(email -> AddressBook.normalize(email).equals(address)).findFirst().orElse(address);
    }
}
