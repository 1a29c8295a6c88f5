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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Remembers what was said of directory users that decides who is one person: which address each had when, when it was
/// active, and which ids it was ever called by.
@Component
class Statements {

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
    private void thin(List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
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

    /// {@return what was noted of each of some directory users, to be added to. Where that is too much, less is there the next
    /// time}
    Map<String, List<Statement>> about(Collection<String> ids) {
        Map<String, List<Statement>> about = new LinkedHashMap<>();
        ids.forEach(id -> about.put(id, new ArrayList<>()));
        jdbc.sql("""
                select directory_user_id, taken_at, taken_nanos, taken_event, address, active, dp_id, again
                  from directory_user_address where directory_user_id = any (:ids)""")
                .param("ids", ids.toArray(String[]::new)).query(Statements::statement).list()
                .forEach(one -> Objects.requireNonNull(about.get(one.directoryUserId())).add(one));
        thin(ids.stream().filter(id -> Objects.requireNonNull(about.get(id)).size() > MANY).toList());
        return about;
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

    private static Statement statement(ResultSet row, int number) throws SQLException {
        return new Statement(row.getString("directory_user_id"),
                new Version(row.getObject("taken_at", OffsetDateTime.class).toInstant(), row.getShort("taken_nanos"),
                        row.getString("taken_event")),
                row.getString("address"), row.getObject("active", Boolean.class), row.getString("dp_id"),
                row.getBoolean("again"));
    }
}
