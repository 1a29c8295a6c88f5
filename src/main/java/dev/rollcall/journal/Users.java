package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The accounts from the outside: what the application and the admins read.
@Service
public class Users {

    private final UserReader reader;
    private final JournalTable journal;
    private final JdbcClient jdbc;

    Users(UserReader reader, JournalTable journal, JdbcClient jdbc) {
        this.reader = reader;
        this.journal = journal;
        this.jdbc = jdbc;
    }

    /// @param filter which users
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first
    public List<User> list(UserFilter filter, @Nullable UUID before, int limit) {
        return reader.list(filter, before, limit);
    }

    /// Finds users by what somebody knows of them.
    ///
    /// @param text an account's or a directory user's id, or the beginnings of words of the e-mail address or the name
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first
    public List<User> search(String text, @Nullable UUID before, int limit) {
        List<UUID> byId = jdbc.sql("""
                select coalesce(a.merged_into, a.id) from app_user a where a.id = :account
                 union
                select account_id from directory_user where id = :text""").param("account", account(text))
                .param("text", NormalForm.text(text)).query((row, number) -> row.getObject(1, UUID.class)).list();
        return byId.isEmpty() ? byWords(text, before, limit) : reader.find(byId);
    }

    private static @Nullable UUID account(String text) {
        return NormalForm.isUuid(text) ? UUID.fromString(text) : null;
    }

    private List<User> byWords(String text, @Nullable UUID before, int limit) {
        String words = SearchWords.query(text);
        if (words.isEmpty()) {
            return List.of();
        }
        List<UUID> found = jdbc.sql("""
                select id from app_user
                 where merged_into is null and search @@ cast(:words as tsquery) %s
                 order by id desc limit :limit""".formatted(before == null ? "" : "and id < :before"))
                .param("words", words).param("before", before).param("limit", limit)
                .query((row, number) -> row.getObject(1, UUID.class)).list();
        return reader.find(found).stream().sorted(Comparator.comparing(User::id).reversed()).toList();
    }

    /// @param id an account's id, or the id that it had before it was merged into another
    /// @return the user; empty if there is none
    public Optional<User> find(UUID id) {
        return reader.successor(id).flatMap(successor -> reader.find(List.of(successor)).stream().findFirst());
    }

    /// @param id an account's id, or the id that it had before it was merged into another
    /// @param before only entries with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return what changed on the account, newest first; empty if there is no such account
    public Optional<List<AccountChange>> history(UUID id, @Nullable Long before, int limit) {
        return reader.successor(id).map(successor -> journal.list(successor, before, limit));
    }

    /// @param organizationId only groups of this organization; null for all
    /// @param after only groups with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the live groups by id, with the number of live users in them
    public List<GroupSummary> groups(@Nullable String organizationId, @Nullable String after, int limit) {
        // A condition that may be true of all would make the plan, the same for all values, look at every group.
        String ofOne = organizationId == null ? "" : "and organization_id = :organizationId";
        return jdbc
                .sql("""
                        with page as (
                            select id, organization_id, directory_id, display_name
                              from directory_group
                             where not deleted and id > :after %s
                             order by id
                             limit :limit)
                        select page.*, (select count(distinct account_id) from live_directory_user where group_ids @> array[page.id])
                                   as member_count
                          from page
                         order by id"""
                        .formatted(ofOne))
                .param("organizationId", organizationId).param("after", after == null ? "" : after)
                .param("limit", limit)
                .query((row, number) -> new GroupSummary(row.getString("id"), row.getString("organization_id"),
                        row.getString("directory_id"), row.getString("display_name"), row.getLong("member_count")))
                .list();
    }
}
