package dev.rollcall.roles;

import dev.rollcall.journal.JournalTable;
import dev.rollcall.journal.SearchWords;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserReader;
import dev.rollcall.scalekit.NormalForm;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Finds people, and says why they have the access that they have.
@Service
public class People {

    private static final Pattern ACCOUNT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final UserReader reader;
    private final JournalTable journal;
    private final AccessFacts facts;
    private final JdbcClient jdbc;

    People(UserReader reader, JournalTable journal, AccessFacts facts, JdbcClient jdbc) {
        this.reader = reader;
        this.journal = journal;
        this.facts = facts;
        this.jdbc = jdbc;
    }

    /// Finds people by what somebody knows of them.
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
        return ACCOUNT.matcher(text).matches() ? UUID.fromString(text) : null;
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
    /// @return why the user has the access that they have; empty if there is no such account
    public Optional<Access> access(UUID id) {
        return reader.successor(id).flatMap(successor -> reader.find(List.of(successor)).stream().findFirst())
                .map(this::explain);
    }

    private Access explain(User user) {
        return jdbc.sql("""
                select a.protected, rests(a.id, a.protection_known) as resting, a.wanted_email, a.shared,
                       coalesce(o.deleted, false) as deleted
                  from app_user a left join organization o on o.id = a.organization_id
                 where a.id = ?""").param(user.id())
                .query((row, number) -> new Access(user, row.getBoolean("protected"), row.getBoolean("resting"),
                        row.getString("wanted_email"), row.getBoolean("shared"),
                        journal.lastDecision(user.id()).orElse(null), row.getBoolean("deleted"), facts.origins(user),
                        facts.identities(user.id())))
                .single();
    }
}
