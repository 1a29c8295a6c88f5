package dev.rollcall.accounts;

import dev.rollcall.accounts.SlowDirectoryUser.Address;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who has which address: one address, one active person. Goes through all statements about the people of one
/// organization in the order of versions.
final class SlowAddresses {

    /// One person on the way.
    private final class Person {

        private final Set<SlowDirectoryUser> users;
        private final @Nullable SlowVersion protectedSince;
        private boolean active;
        private @Nullable String wanted;
        private @Nullable String address;
        private SlowVersion wantedSince = SlowVersion.END;

        private Person(Set<SlowDirectoryUser> users, @Nullable SlowVersion protectedSince) {
            this.users = users;
            this.protectedSince = protectedSince;
        }

        private void goOn(SlowVersion at, SlowVersion after) {
            boolean wasActive = active;
            boolean keeps = active && protectedSince != null && protectedSince.isBefore(at);
            active = keeps || users.stream().anyMatch(user -> user.isActive(after));
            String wants = wanted(after);
            boolean wantsAnother = !Objects.equals(wants, wanted);
            wanted = wants;
            if (wantsAnother || active && !wasActive) {
                wantedSince = at;
            }
            if (wanted == null) {
                address = null;
            } else if ((wantsAnother || active) && isFree(wanted)) {
                take();
            } else if (active && !wasActive && address != null && !isFree(address)) {
                address = null;
            }
        }

        private @Nullable String wanted(SlowVersion before) {
            boolean anyActive = users.stream().anyMatch(user -> user.isActive(before));
            return users.stream().filter(user -> !anyActive || user.isActive(before))
                    .flatMap(user -> Stream.ofNullable(user.address(before))).max(Comparator.comparing(Address::since))
                    .map(Address::normal).orElse(null);
        }

        private boolean isFree(String address) {
            return persons.values().stream().noneMatch(other -> other != this && other.active
                    && address.equals(other.address) && address.equals(other.wanted));
        }

        /// Who only goes on showing it loses it.
        private void take() {
            address = wanted;
            persons.values().stream().filter(other -> active && other != this && other.active)
                    .filter(other -> Objects.equals(address, other.address)).forEach(other -> other.address = null);
        }

        private boolean isWaiting() {
            return wanted != null && !wanted.equals(address) && isFree(wanted);
        }
    }

    private final Map<Set<SlowDirectoryUser>, Person> persons = new HashMap<>();

    /// @param people who is one person
    /// @param protectedSince since when somebody who is active stays so; null if that is not so
    SlowAddresses(Collection<Set<SlowDirectoryUser>> people,
            Function<Set<SlowDirectoryUser>, @Nullable SlowVersion> protectedSince) {
        people.forEach(person -> persons.put(person, new Person(person, protectedSince.apply(person))));
        List<SlowVersion> versions = people.stream().flatMap(Set::stream).flatMap(user -> user.statements().stream())
                .map(SlowStatement::version).sorted().toList();
        for (int i = 0; i < versions.size(); i++) {
            SlowVersion at = versions.get(i);
            SlowVersion after = i + 1 < versions.size() ? versions.get(i + 1) : SlowVersion.END;
            persons.values().stream()
                    .filter(person -> person.users.stream().anyMatch(user -> user.id().equals(at.subject())))
                    .forEach(person -> person.goOn(at, after));
            while (giveToWhoWaitedLongest(Person::isWaiting)) {
                // What one gives up, another may wait for.
            }
        }
    }

    private boolean giveToWhoWaitedLongest(Predicate<Person> waiting) {
        return persons.values().stream().filter(waiting).min(
                Comparator.comparing((Person person) -> !person.active).thenComparing(person -> person.wantedSince))
                .map(person -> {
                    person.take();
                    return person;
                }).isPresent();
    }

    /// Whether somebody is active in the end, or kept so.
    boolean isActive(Set<SlowDirectoryUser> person) {
        return Objects.requireNonNull(persons.get(person)).active;
    }

    /// The address that somebody has, as it is spelled by now where somebody still has it; null for none.
    @Nullable
    String of(Set<SlowDirectoryUser> person) {
        String address = Objects.requireNonNull(persons.get(person)).address;
        return person.stream()
                .flatMap(user -> user.statements().stream().filter(statement -> statement.email() != null)
                        .max(Comparator.comparing(SlowStatement::version)).stream())
                .sorted(Comparator.comparing(SlowStatement::version).reversed())
                .flatMap(statement -> Stream.ofNullable(statement.email()))
                .filter(email -> email.toLowerCase(Locale.ROOT).equals(address)).findFirst().orElse(address);
    }
}
