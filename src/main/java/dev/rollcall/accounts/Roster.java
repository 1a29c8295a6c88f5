package dev.rollcall.accounts;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory users and accounts that one transaction works on, each of them once.
final class Roster {

    private final Map<String, DirectoryUser> users = new LinkedHashMap<>();
    private final Map<UUID, Account> accounts = new LinkedHashMap<>();
    private final Map<Object, List<@Nullable Object>> asRead = new HashMap<>();

    /// Adds what was read. What is on the roster already stays, with its changes.
    void read(Collection<DirectoryUser> readUsers, Collection<Account> readAccounts) {
        readUsers.forEach(user -> {
            if (users.putIfAbsent(user.id(), user) == null) {
                asRead.put(user.id(), user.state());
            }
        });
        readAccounts.forEach(account -> {
            if (accounts.putIfAbsent(account.id(), account) == null) {
                asRead.put(account.id(), account.state());
            }
        });
    }

    DirectoryUser add(DirectoryUser user) {
        users.put(user.id(), user);
        return user;
    }

    void add(Account account) {
        accounts.put(account.id(), account);
    }

    /// {@return the directory user; null if it is not on the roster}
    @Nullable
    DirectoryUser find(String id) {
        return users.get(id);
    }

    /// {@return whether the directory user was not known when the roster was read}
    boolean isNew(DirectoryUser user) {
        return !asRead.containsKey(user.id());
    }

    DirectoryUser user(String id) {
        return Objects.requireNonNull(users.get(id));
    }

    Collection<DirectoryUser> users() {
        return users.values();
    }

    /// {@return the directory user's account; null before it has joined one}
    @Nullable
    Account accountOf(DirectoryUser user) {
        return user.accountId() == null ? null : accounts.get(user.accountId());
    }

    /// {@return the ids of the directory users of the same account; none before it has joined one}
    Stream<String> companions(String id) {
        UUID account = user(id).accountId();
        return account == null ? Stream.of()
                : users.values().stream().filter(other -> account.equals(other.accountId())).map(DirectoryUser::id);
    }

    Account account(UUID id) {
        return Objects.requireNonNull(accounts.get(id));
    }

    Stream<Account> accounts(Collection<UUID> ids) {
        return ids.stream().map(this::account);
    }

    /// {@return the directory users of each account that has any}
    Map<UUID, List<DirectoryUser>> members() {
        return users.values().stream().filter(user -> user.accountId() != null)
                .collect(Collectors.groupingBy(user -> Objects.requireNonNull(user.accountId())));
    }

    /// {@return the organizations of those of the accounts that were not in them when the roster was read}
    Set<String> newPlaces(Collection<Account> some) {
        return some.stream()
                .filter(account -> !asRead.getOrDefault(account.id(), List.of()).contains(account.organizationId()))
                .map(Account::organizationId).collect(Collectors.toSet());
    }

    /// {@return the directory users that are new or not as they were read}
    List<DirectoryUser> changedUsers() {
        return users.values().stream().filter(user -> !user.state().equals(asRead.get(user.id()))).toList();
    }

    /// {@return the accounts that are new or not as they were read}
    List<Account> changedAccounts() {
        return accounts.values().stream().filter(account -> !account.state().equals(asRead.get(account.id()))).toList();
    }
}
