package dev.rollcall.journal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The accounts from the outside: what the application and the admins read.
@Service
public class Users {

    private final UserSearch search;
    private final UserReader reader;
    private final JournalTable journal;
    private final JdbcClient jdbc;

    Users(UserSearch search, UserReader reader, JournalTable journal, JdbcClient jdbc) {
        this.search = search;
        this.reader = reader;
        this.journal = journal;
        this.jdbc = jdbc;
    }

    /// @param filter which users
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first, and where to go on
    public UserPage page(UserFilter filter, @Nullable UUID before, int limit) {
        return search.page(filter, before, limit);
    }

    /// @param filter which users
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first, of those that are looked at for one page
    public List<User> list(UserFilter filter, @Nullable UUID before, int limit) {
        return search.page(filter, before, limit).users();
    }

    /// Goes through all users of a filter, however many there are.
    ///
    /// @param filter which users
    /// @param some what to do with some of them at a time, newest first
    public void each(UserFilter filter, Consumer<List<User>> some) {
        search.each(filter, some);
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

    /// Tells how many users a filter means, if that is cheap.
    ///
    /// @param filter which users
    /// @return how many there are, 10,001 if there are more than 10,000; empty if one would have to look at too many to know
    public OptionalInt count(UserFilter filter) {
        return search.count(filter);
    }

    /// @param ids accounts
    /// @return the users as they are now, by these ids
    public Map<UUID, User> byId(Collection<UUID> ids) {
        return reader.find(ids).stream().collect(Collectors.toMap(User::id, Function.identity()));
    }

    /// @param event the inbox's id of an event
    /// @param before only entries with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return what the event changed, of whomever, newest first
    public List<CausedChange> changedBy(long event, @Nullable Long before, int limit) {
        return journal.causedBy(event, before, limit);
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
