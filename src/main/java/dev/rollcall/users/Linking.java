package dev.rollcall.users;

import dev.rollcall.users.AccountProperties.LinkByEmail;
import dev.rollcall.users.History.Recording;
import dev.rollcall.users.Persons.Person;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Gives each person one account.
@Component
class Linking {

    private final AddressBook addressBook;
    private final MirroredUserRepository users;
    private final AccountRepository accounts;
    private final EntityManager entities;
    private final JdbcClient jdbc;
    private final LinkByEmail mode;
    private final Clock clock;

    Linking(AddressBook addressBook, MirroredUserRepository users, AccountRepository accounts, EntityManager entities,
            JdbcClient jdbc, AccountProperties properties, Clock clock) {
        this.addressBook = addressBook;
        this.users = users;
        this.accounts = accounts;
        this.entities = entities;
        this.jdbc = jdbc;
        this.mode = properties.linkByEmail();
        this.clock = clock;
    }

    /// Links a directory user, and those whom it concerns, to accounts and gives these their e-mail addresses.
    ///
    /// @param user the directory user, managed or new
    /// @param recording watches the accounts
    /// @return the directory user's person
    Person link(MirroredUser user, Recording recording) {
        Map<String, NavigableMap<Version, String>> addresses = mode == LinkByEmail.ALWAYS ? addressBook.circleOf(user)
                : addressBook.only(user);
        Map<String, MirroredUser> circle = users.findByIdIn(addresses.keySet()).stream()
                .collect(Collectors.toMap(MirroredUser::id, Function.identity()));
        circle.put(user.id(), user);
        Map<UUID, Account> before = accounts
                .findByIdIn(circle.values().stream().flatMap(member -> Stream.ofNullable(member.accountId())).toList())
                .stream().collect(Collectors.toMap(Account::id, Function.identity()));
        recording.watch(before.keySet());

        List<Person> persons = Persons.of(addresses, id -> Objects.requireNonNull(circle.get(id)).active());
        Map<UUID, Account> unclaimed = new HashMap<>(before);
        Map<UUID, Account> successors = new LinkedHashMap<>();
        for (Person person : persons) {
            List<MirroredUser> members = person.directoryUserIds().stream()
                    .map(id -> Objects.requireNonNull(circle.get(id))).toList();
            Account account = accountOf(members, unclaimed).orElseGet(() -> open(user.organizationId(), recording));
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
        unclaimed.values().forEach(account -> merge(account, Objects.requireNonNull(successors.get(account.id()))));
        return persons.stream().filter(person -> person.directoryUserIds().contains(user.id())).findAny().orElseThrow();
    }

    private Account open(String organizationId, Recording recording) {
        Account account = new Account(organizationId, clock.instant());
        entities.persist(account);
        recording.opened(account.id());
        return account;
    }

    private void merge(Account account, Account successor) {
        account.mergeInto(successor);
        entities.flush();
        jdbc.sql("""
                insert into role_grant (account_id, role, granted_by, granted_at)
                select ?, role, granted_by, granted_at from role_grant where account_id = ?
                on conflict do nothing""").params(successor.id(), account.id()).update();
        jdbc.sql("delete from role_grant where account_id = ?").param(account.id()).update();
        jdbc.sql("update app_user set merged_into = ? where merged_into = ?").params(successor.id(), account.id())
                .update();
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
