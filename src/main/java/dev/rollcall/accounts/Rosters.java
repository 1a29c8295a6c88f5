package dev.rollcall.accounts;

import dev.rollcall.journal.WideChanges;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Reads rosters, with the same few statements however many are on them.
@Repository // Hibernate has exceptions of its own
class Rosters {

    private final EntityManager entities;
    private final JdbcClient jdbc;

    Rosters(EntityManager entities, JdbcClient jdbc) {
        this.entities = entities;
        this.jdbc = jdbc;
    }

    /// Reads directory users with their accounts and everybody else who shares these.
    void read(Roster roster, Collection<String> ids) {
        read(roster, locked(() -> withCompanions(ids)));
    }

    /// Reads again until everybody is locked whose organization is not known yet: whichever it turns out to be, its lock is
    /// another one.
    private List<DirectoryUser> locked(Supplier<List<DirectoryUser>> reading) {
        Set<String> locked = new HashSet<>();
        List<DirectoryUser> users = reading.get();
        while (lock(
                users.stream().filter(user -> !user.placed()).map(DirectoryUser::id).filter(locked::add).toList())) {
            users = reading.get();
        }
        return users;
    }

    private boolean lock(List<String> unplaced) {
        return !unplaced.isEmpty()
                && !jdbc.sql("select id from directory_user where id = any (:ids) order by id for update")
                        .param("ids", unplaced.toArray(String[]::new)).query().listOfRows().isEmpty();
    }

    /// {@return directory users with their accounts and everybody else who shares these, to be looked at only}
    Roster look(Collection<String> ids) {
        Roster roster = new Roster();
        read(roster, withCompanions(ids));
        return roster;
    }

    private void read(Roster roster, List<DirectoryUser> users) {
        if (!users.isEmpty()) {
            roster.read(users, accounts(users.stream().map(user -> Objects.requireNonNull(user.accountId())).distinct()
                    .toArray(UUID[]::new)));
        }
    }

    private List<DirectoryUser> withCompanions(Collection<String> ids) {
        return load(DirectoryUser.class, """
                select * from directory_user
                 where account_id in (select account_id from directory_user where id = any (:ids))""",
                ids.toArray(String[]::new));
    }

    /// {@return the accounts with their directory users}
    Roster of(Collection<UUID> ids) {
        Roster roster = new Roster();
        UUID[] accounts = ids.toArray(UUID[]::new);
        roster.read(locked(() -> load(DirectoryUser.class, "select * from directory_user where account_id = any (:ids)",
                accounts)), accounts(accounts));
        return roster;
    }

    private List<Account> accounts(UUID[] ids) {
        return load(Account.class, "select * from app_user where id = any (:ids)", ids);
    }

    /// {@return those of the groups that there are}
    List<DirectoryGroup> groups(Collection<String> ids) {
        return load(DirectoryGroup.class, "select * from directory_group where id = any (:ids)",
                ids.toArray(String[]::new));
    }

    /// {@return whether more attributes are known or said of directory users than there should be in memory}
    boolean saysMuch(List<Observation> seen) {
        long said = seen.stream().flatMap(one -> Stream.ofNullable(one.user().attributes())).mapToLong(String::length)
                .sum();
        return said > WideChanges.MOST_BYTES || said
                + jdbc.sql("select coalesce(sum(octet_length(attributes)), 0) from directory_user where id = any (?)")
                        .param(seen.stream().map(one -> one.user().id()).toArray(String[]::new)).query(Long.class)
                        .single() > WideChanges.MOST_BYTES;
    }

    /// Reads in the current transaction, what was read before as well: Hibernate remembers nothing of it, because it does
    /// not know what is written.
    private <T> List<T> load(Class<T> entity, String sql, Object[] ids) {
        try (StatelessSession session = entities.unwrap(Session.class).statelessWithOptions().connection().open()) {
            return session.createNativeQuery(sql, entity).setParameter("ids", ids).list();
        }
    }

    /// {@return the accounts of those of the directory users of which no directory is known yet}
    List<UUID> withoutDirectory(String organizationId, String[] ids) {
        return jdbc.sql("""
                select distinct account_id from directory_user
                 where id = any (:ids) and directory_id is null and organization_id = :organization and placed""")
                .param("ids", ids).param("organization", organizationId)
                .query((row, number) -> row.getObject(1, UUID.class)).list();
    }

    /// {@return directory users of one organization whose account nobody knows the directory of, who had an address that
    /// one of another account had, too: to know their directory may join them}
    ///
    /// @param condition which of `directory_user u`, with `:key`
    List<String> undecided(String condition, Object key) {
        return jdbc
                .sql("""
                        select u.id from directory_user u
                         where u.directory_id is null and %s
                           and exists (select from directory_user_address mine
                                         join directory_user_address theirs
                                           on theirs.organization_id = mine.organization_id and theirs.address = mine.address
                                          and not theirs.again
                                         join directory_user other on other.id = theirs.directory_user_id
                                        where mine.directory_user_id = u.id and mine.address <> '' and not mine.again
                                          and not exists (select from crowd c
                                                           where c.organization_id = mine.organization_id and c.value = mine.address)
                                          and other.account_id <> u.account_id)"""
                        .formatted(condition))
                .param("key", key).query((row, number) -> row.getString(1)).list();
    }
}
