package dev.rollcall.accounts;

import dev.rollcall.journal.User;
import dev.rollcall.journal.UserReader;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Counts and lists the accounts that a person should look at. Partial indexes find them, however many others there are.
@Service
public class AccountFigures {

    private static final int AT_ONCE = 200;

    private final UserReader reader;
    private final JdbcClient jdbc;

    AccountFigures(UserReader reader, JdbcClient jdbc) {
        this.reader = reader;
        this.jdbc = jdbc;
    }

    /// What there is to look at on an account.
    public enum Oddity {
        /// Protection or a role that was granted by hand does not count, because somebody who may be another person has the
        /// account now. Only while somebody has it: nothing of an account that gives no access waits for anybody.
        RESTING("""
                a.status = 'ACTIVE'
                   and a.id in (select s.account_id from directory_user s where s.stranger_since is not null)
                   and (a.protected and rests(a.id, a.protection_known)
                        or exists (select from role_grant g
                                    where g.account_id = a.id and rests(g.account_id, g.known, g.directory_user_id)))"""),
        /// The person has taken an address that another active account has.
        WAITING("a.wanted_email is not null"),
        /// Three or more active directory users of one directory share it.
        SHARED("a.shared");

        private final String condition;

        Oddity(String condition) {
            this.condition = condition + " and a.merged_into is null and a.organization_id <> ''";
        }

        private String count() {
            return "(select count(*) from app_user a where %s) as %s".formatted(condition, name());
        }
    }

    /// How many there are.
    ///
    /// @param resting accounts that are [Oddity#RESTING]
    /// @param waiting accounts that are [Oddity#WAITING]
    /// @param shared accounts that are [Oddity#SHARED]
    /// @param crowds addresses and ids, each in one organization, that so many directory users took that they join nobody else
    public record Counts(long resting, long waiting, long shared, long crowds) {
    }

    /// An address or an id that more directory users took than can be one person.
    ///
    /// @param organizationId the organization whose directory users took it
    /// @param value the address or the id
    /// @param foundAt when that was noticed
    public record Crowd(String organizationId, String value, Instant foundAt) {
    }

    /// @return how many accounts there are to look at
    public Counts count() {
        return jdbc
                .sql("select %s, %s, %s, (select count(*) from crowd) as crowds".formatted(Oddity.RESTING.count(),
                        Oddity.WAITING.count(), Oddity.SHARED.count()))
                .query((row, number) -> new Counts(row.getLong("resting"), row.getLong("waiting"),
                        row.getLong("shared"), row.getLong("crowds")))
                .single();
    }

    /// @param oddity what there is to look at
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first
    public List<User> list(Oddity oddity, @Nullable UUID before, int limit) {
        List<UUID> page = jdbc
                .sql("select a.id from app_user a where %s %s order by a.id desc limit :limit"
                        .formatted(oddity.condition, before == null ? "" : "and a.id < :before"))
                .param("before", before).param("limit", limit)
                .query((row, number) -> row.getObject(1, UUID.class)).list();
        return reader.find(page).stream().sorted(Comparator.comparing(User::id).reversed()).toList();
    }

    /// Goes through all users that are so.
    ///
    /// @param oddity what there is to look at
    /// @param some what to do with some of them at a time, newest first
    public void each(Oddity oddity, Consumer<List<User>> some) {
        List<User> page = list(oddity, null, AT_ONCE);
        while (!page.isEmpty()) {
            some.accept(page);
            page = list(oddity, page.getLast().id(), AT_ONCE);
        }
    }

    /// @param limit at most as many
    /// @return the addresses and ids that too many took, those first that were noticed last
    public List<Crowd> crowds(int limit) {
        return jdbc.sql("""
                select organization_id, value, found_at from crowd
                 order by found_at desc, organization_id, value limit ?""").param(limit)
                .query((row, number) -> new Crowd(row.getString("organization_id"), row.getString("value"),
                        row.getObject("found_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
