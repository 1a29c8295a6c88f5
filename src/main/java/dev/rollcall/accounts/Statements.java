package dev.rollcall.accounts;

import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import dev.rollcall.accounts.Persons.Merge;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Remembers what was said of directory users that decides who is one person: which address each had when, when it was
/// active, and which ids it was ever called by.
@Component
class Statements {

    /// As many may be one person by one address or id. What more of them take tells nothing of anybody.
    static final int CROWD = 50;

    /// Somebody who took the same address several times is in several rows.
    private static final int ROWS_OF_A_CROWD = 4 * CROWD;

    /// Everybody who took an address or id, by when each first did.
    private static final String ALL = """
            select key.value, t.directory_user_id
              from unnest(cast(:values as text[])) as key (value)
             cross join lateral (
                   select directory_user_id, taken_at, taken_nanos, taken_event
                     from (select distinct on (directory_user_id) directory_user_id, taken_at, taken_nanos, taken_event
                             from directory_user_address
                            where organization_id = :organization and %s = key.value and not again
                            order by directory_user_id, taken_at, taken_nanos, event_order(taken_event), taken_event) its
                    order by taken_at, taken_nanos, event_order(taken_event), taken_event, directory_user_id
                    limit :most) t
             where :limit > 0""";

    /// The first rows of a crowd, of which there may be very many.
    private static final String FIRST = """
            select key.value, t.directory_user_id
              from unnest(cast(:values as text[])) as key (value)
             cross join lateral (
                   select directory_user_id from directory_user_address
                    where organization_id = :organization and %s = key.value and not again
                    order by taken_at, taken_nanos, event_order(taken_event), taken_event, directory_user_id
                    limit :limit) t
             where :most > 0""";

    /// More statements of one directory user than this are thinned, or each event about it would cost more than the last.
    static final int MANY = 2000;

    private final JdbcClient jdbc;

    Statements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Notes statements. The same one may be noted again, or another part of it.
    void note(String organizationId, List<Statement> statements) {
        if (statements.isEmpty()) {
            return;
        }
        jdbc.sql(
                """
                        insert into directory_user_address as known (directory_user_id, organization_id, taken_at, taken_nanos, taken_event,
                                                            address, active, dp_id, again, normal)
                        select id, :organizationId, at, nanos, event, address, active, dp_id, again, true
                          from unnest(cast(:ids as text[]), cast(:at as timestamptz[]), cast(:nanos as smallint[]),
                                      cast(:events as text[]), cast(:addresses as text[]), cast(:active as boolean[]),
                                      cast(:dpIds as text[]), cast(:again as boolean[]))
                               as said (id, at, nanos, event, address, active, dp_id, again)
                        on conflict (directory_user_id, taken_at, taken_event) do update
                           set address = coalesce(known.address, excluded.address),
                               active = coalesce(known.active, excluded.active)
                         where known.address is null and excluded.address is not null
                            or known.active is null and excluded.active is not null""")
                .param("organizationId", organizationId).param("ids", texts(statements, Statement::directoryUserId))
                .param("at", texts(statements, statement -> statement.at().at().toString()))
                .param("nanos", statements.stream().map(statement -> statement.at().nanos()).toArray(Short[]::new))
                .param("events", texts(statements, statement -> statement.at().event()))
                .param("addresses", texts(statements, Statement::address))
                .param("active", statements.stream().map(Statement::active).toArray(Boolean[]::new))
                .param("dpIds", texts(statements, Statement::dpId))
                .param("again", statements.stream().map(Statement::again).toArray(Boolean[]::new)).update();
    }

    /// Takes what was noted of directory users to the organization that they turned out to belong to.
    void move(String organizationId, Collection<String> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("update directory_user_address set organization_id = ? where directory_user_id = any (?)")
                    .params(organizationId, ids.toArray(String[]::new)).update();
        }
    }

    /// Forgets statements that only say again what the one before said, where nothing in between can become known any more.
    ///
    /// @param ids the directory users
    /// @param now when they were last seen
    void forget(Collection<String> ids, Instant now) {
        if (ids.isEmpty()) {
            return;
        }
        jdbc.sql("""
                with said as (
                    select directory_user_id, taken_at, taken_event, again,
                           (address, active) is not distinct from
                           (lag(address) over its, lag(active) over its) as same
                      from directory_user_address
                     where directory_user_id = any (:ids)
                    window its as (partition by directory_user_id
                                   order by taken_at, taken_nanos, event_order(taken_event), taken_event))
                delete from directory_user_address old
                 using said
                 where said.again and said.same
                   and said.taken_at < :horizon
                   and old.directory_user_id = said.directory_user_id
                   and old.taken_at = said.taken_at
                   and old.taken_event = said.taken_event""").param("ids", ids.toArray(String[]::new))
                .param("horizon", utc(now.minus(Statement.LATEST_NEWS))).update();
    }

    /// Forgets most of what was noted of directory users of whom too much was: what is between the first statements and the
    /// newest. Those with a telling id are counted by themselves.
    void thin(Collection<String> ids) {
        jdbc.sql(
                """
                        with ranked as (
                            select directory_user_id, taken_at, taken_event,
                                   row_number() over (its order by taken_at, taken_nanos, event_order(taken_event), taken_event) as oldest,
                                   row_number() over (its order by taken_at desc, taken_nanos desc, event_order(taken_event) desc,
                                                                   taken_event desc) as newest
                              from directory_user_address
                             where directory_user_id = any (:ids)
                            window its as (partition by directory_user_id, dp_id is null))
                        delete from directory_user_address old
                         using ranked
                         where ranked.oldest > :some and ranked.newest > :some
                           and old.directory_user_id = ranked.directory_user_id
                           and old.taken_at = ranked.taken_at
                           and old.taken_event = ranked.taken_event""")
                .param("ids", ids.toArray(String[]::new)).param("some", MANY / 4).update();
    }

    /// {@return what was noted of directory users}
    List<Statement> about(Collection<String> ids) {
        return jdbc.sql("""
                select directory_user_id, taken_at, taken_nanos, taken_event, address, active, dp_id, again
                  from directory_user_address where directory_user_id = any (:ids)""")
                .param("ids", ids.toArray(String[]::new)).query(Statements::statement).list();
    }

    /// An address or an id that directory users took.
    record Key(boolean isAddress, String value) {
    }

    /// {@return for each address and id who took it, the first at first; of a crowd one more than [#CROWD]}
    Map<Key, Set<String>> takers(String organizationId, Collection<Key> keys) {
        Map<Key, Set<String>> takers = new LinkedHashMap<>();
        Set<String> crowds = keys.isEmpty() ? Set.of() : crowds(organizationId, keys);
        takers(organizationId, keys.stream().filter(key -> !crowds.contains(key.value)).toList(), ALL, takers);
        takers(organizationId, keys.stream().filter(key -> crowds.contains(key.value)).toList(), FIRST, takers);
        return takers;
    }

    private Set<String> crowds(String organizationId, Collection<Key> keys) {
        return Set.copyOf(jdbc.sql("select value from crowd where organization_id = ? and value = any (?)")
                .params(organizationId, keys.stream().map(Key::value).distinct().toArray(String[]::new))
                .query((row, number) -> row.getString(1)).list());
    }

    private void takers(String organizationId, List<Key> keys, String rows, Map<Key, Set<String>> takers) {
        for (boolean isAddress : new boolean[] { true, false }) {
            String[] values = keys.stream().filter(key -> key.isAddress == isAddress).map(Key::value)
                    .toArray(String[]::new);
            if (values.length > 0) {
                jdbc.sql(rows.formatted(isAddress ? "address" : "dp_id")).param("values", values)
                        .param("organization", organizationId).param("limit", ROWS_OF_A_CROWD).param("most", CROWD + 1)
                        .query(row -> {
                            Set<String> its = takers.computeIfAbsent(new Key(isAddress, row.getString(1)),
                                    key -> new LinkedHashSet<>());
                            if (its.size() <= CROWD) {
                                its.add(row.getString(2));
                            }
                        });
            }
        }
    }

    /// Notes that an address or an id is one of a crowd, for people to look at.
    void report(String organizationId, Collection<Key> crowds, Instant now) {
        for (Key crowd : crowds) {
            jdbc.sql("""
                    insert into crowd (organization_id, value, found_at) values (?, ?, ?) on conflict do nothing""")
                    .params(organizationId, crowd.value, utc(now)).update();
        }
    }

    /// {@return the directory users of which an admin said that they are one person, of each two at least
    /// one is one of these}
    List<Merge> merges(Collection<String> ids) {
        return jdbc.sql("""
                select directory_user_id, into_directory_user_id, merged_at from person_merge
                 where directory_user_id = any (:ids)
                 union
                select directory_user_id, into_directory_user_id, merged_at from person_merge
                 where into_directory_user_id = any (:ids)""").param("ids", ids.toArray(String[]::new))
                .query((row, number) -> new Merge(row.getString(1), row.getString(2),
                        row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    /// {@return for each group whose directory is known, the directory}
    Map<String, String> directories(Collection<String> groupIds) {
        Map<String, String> directories = new LinkedHashMap<>();
        if (!groupIds.isEmpty()) {
            jdbc.sql("select id, directory_id from directory_group where id = any (:ids) and directory_id is not null")
                    .param("ids", groupIds.toArray(String[]::new)).query(row -> {
                        directories.put(row.getString(1), row.getString(2));
                    });
        }
        return directories;
    }

    private static Statement statement(ResultSet row, int number) throws SQLException {
        return new Statement(row.getString("directory_user_id"),
                new Version(row.getObject("taken_at", OffsetDateTime.class).toInstant(), row.getShort("taken_nanos"),
                        row.getString("taken_event")),
                row.getString("address"), row.getObject("active", Boolean.class), row.getString("dp_id"),
                row.getBoolean("again"));
    }

    /// {@return an empty list for each directory user, to be filled}
    static Map<String, List<Statement>> none(Collection<String> ids) {
        Map<String, List<Statement>> none = new LinkedHashMap<>();
        ids.forEach(id -> none.put(id, new ArrayList<>()));
        return none;
    }
}
