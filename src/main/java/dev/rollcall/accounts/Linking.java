package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.accounts.Addresses.Claim;
import dev.rollcall.accounts.Addresses.Ownership;
import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.accounts.Persons.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Gives each person one account.
@Component
class Linking {

    private final LinkByEmail mode;

    Linking(AccountProperties properties) {
        this.mode = properties.linkByEmail();
    }

    /// {@return what decides whom directory users that appear now join}
    LinkByEmail mode() {
        return mode;
    }

    /// Links the directory users of a circle to accounts and gives these their e-mail addresses.
    ///
    /// @param circle the circle; everybody in it is on the roster
    /// @param carriesOn the account that carries on if it is merged with others; null for the one of whoever came first
    /// @param now when new accounts are opened
    void link(Circle circle, Roster roster, @Nullable UUID carriesOn, Instant now) {
        Map<UUID, Account> unclaimed = new LinkedHashMap<>();
        circle.members().map(roster::user).flatMap(member -> Stream.ofNullable(roster.accountOf(member)))
                .forEach(account -> unclaimed.put(account.id(), account));
        List<Person> persons = Persons.of(circle.pasts(), circle.merges(), circle.crowds(),
                (one, other) -> mode != LinkByEmail.ALWAYS || isOne(roster.user(one), roster.user(other)));
        if (!circle.strays().isEmpty()) {
            add(circle, persons, roster, now);
            return;
        }
        Map<UUID, Account> successors = new HashMap<>();
        List<Account> accounts = new ArrayList<>();
        for (Person person : persons) {
            List<DirectoryUser> members = members(person, roster);
            Account account = accountOf(members, unclaimed, carriesOn).orElseGet(() -> open(members, roster, now));
            unclaimed.remove(account.id());
            accounts.add(account);
            for (DirectoryUser member : members) {
                UUID former = member.accountId();
                if (former != null) {
                    successors.putIfAbsent(former, account);
                }
                member.join(account.id(), person.strangers().get(member.id()));
            }
        }
        unclaimed.values().forEach(account -> account.mergeInto(Objects.requireNonNull(successors.get(account.id()))));
        address(circle, persons, accounts, roster);
    }

    /// Too many have to do with each other to look at all of them. Whoever has an account stays there, whatever would be said
    /// of them if the others were known; who has none joins whom the ids and the first address lead to, and these are known.
    private static void add(Circle circle, List<Person> persons, Roster roster, Instant now) {
        for (Person person : persons) {
            List<DirectoryUser> members = members(person, roster);
            for (DirectoryUser newcomer : members.stream().filter(member -> member.accountId() == null).toList()) {
                Past past = person.members().get(members.indexOf(newcomer));
                Account account = person.members().stream().sorted(Comparator.comparing(past::nearness))
                        .flatMap(other -> Stream.ofNullable(roster.accountOf(roster.user(other.id())))).findFirst()
                        .orElseGet(() -> open(members, roster, now));
                newcomer.join(account.id(), person.strangers().get(newcomer.id()));
            }
        }
        Map<UUID, List<Past>> byAccount = new LinkedHashMap<>();
        circle.pasts().stream().sorted(Past::compareByFirstSeen).forEach(past -> byAccount
                .computeIfAbsent(Objects.requireNonNull(roster.user(past.id()).accountId()), id -> new ArrayList<>())
                .add(past));
        List<Person> asTheyAre = new ArrayList<>();
        byAccount.values().stream().filter(pasts -> !circle.strays().containsAll(pasts.stream().map(Past::id).toList()))
                .forEach(pasts -> asTheyAre.add(new Person(pasts, Map.of())));
        address(circle, asTheyAre, asTheyAre.stream()
                .map(person -> Objects.requireNonNull(roster.accountOf(roster.user(person.members().getFirst().id()))))
                .toList(), roster);
    }

    private static void address(Circle circle, List<Person> persons, List<Account> accounts, Roster roster) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < persons.size(); i++) {
            List<DirectoryUser> members = members(persons.get(i), roster);
            accounts.get(i).anchor(members);
            claims.add(new Claim(persons.get(i).members(), accounts.get(i).protection().keepsFrom(members)));
        }
        List<Ownership> ownerships = Addresses.of(claims, circle.crowds());
        for (int i = 0; i < persons.size(); i++) {
            List<DirectoryUser> members = members(persons.get(i), roster);
            accounts.get(i).stay(ownerships.get(i).active());
            accounts.get(i).address(inItsOwnCase(ownerships.get(i).address(), members),
                    inItsOwnCase(ownerships.get(i).wanted(), members));
        }
    }

    private static List<DirectoryUser> members(Person person, Roster roster) {
        return person.members().stream().map(past -> roster.user(past.id())).toList();
    }

    private static boolean isOne(DirectoryUser one, DirectoryUser other) {
        return one.accountId() != null && one.accountId().equals(other.accountId());
    }

    private static Account open(List<DirectoryUser> members, Roster roster, Instant now) {
        Account account = new Account(members.getFirst().organizationId(), now);
        roster.add(account);
        return account;
    }

    /// The account that carries on, or else the one that the first of them has and nobody before them took.
    private static Optional<Account> accountOf(List<DirectoryUser> members, Map<UUID, Account> unclaimed,
            @Nullable UUID carriesOn) {
        List<Account> theirs = members.stream().flatMap(member -> Stream.ofNullable(member.accountId()))
                .flatMap(id -> Stream.ofNullable(unclaimed.get(id))).toList();
        return theirs.stream().filter(account -> account.id().equals(carriesOn)).findFirst()
                .or(() -> theirs.stream().findFirst());
    }

    private static @Nullable String inItsOwnCase(@Nullable String address, List<DirectoryUser> members) {
        return members.stream()
                .sorted(Comparator.comparing((DirectoryUser member) -> member.facts().versionOf(Field.EMAIL))
                        .thenComparing(DirectoryUser::id).reversed())
                .filter(member -> member.facts().email() != null && Objects.equals(member.facts().address(), address))
                .map(member -> member.facts().email()).findFirst().orElse(address);
    }
}
