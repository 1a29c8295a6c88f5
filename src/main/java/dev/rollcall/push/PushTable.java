package dev.rollcall.push;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.Change;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What was confirmed when, and what could not be delivered.
@Component
class PushTable {

    /// Notes places that are in no range yet as confirmed. Expects them in `place (position)`.
    private static final String NOTE = """
            insert into push_confirmation (last_position, first_position, confirmed_at)
            select p.position, p.position, :now from place p
             where not exists (select from (select first_position from push_confirmation
                                             where last_position >= p.position order by last_position limit 1) c
                                where c.first_position <= p.position)
               and p.position > (select forgotten from push_state)""";

    /// So many ranges are forgotten in one statement.
    private static final int SOME = 10_000;

    private final JdbcClient jdbc;

    PushTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Notes a range as confirmed that begins behind everything that was.
    void confirm(long first, long last, Instant now) {
        if (first <= last) {
            jdbc.sql("insert into push_confirmation (last_position, first_position, confirmed_at) values (?, ?, ?)")
                    .params(last, first, utc(now)).update();
        }
    }

    /// Takes off the list what the application need not get any more: it has taken the same change or a later one of the same
    /// user, and with it the user as it is then.
    ///
    /// @param taken what it has taken
    void takeOffTheList(List<Change> taken, Instant now) {
        jdbc.sql("""
                with taken as (
                    select account_id, max(position) as position
                      from unnest(cast(:accounts as uuid[]), cast(:positions as bigint[])) as one (account_id, position)
                     group by account_id),
                     place as (
                    delete from push_undelivered u using taken
                     where u.account_id = taken.account_id and u.position <= taken.position
                    returning u.position)
                """ + NOTE).param("accounts", taken.stream().map(change -> change.user().id()).toArray(UUID[]::new))
                .param("positions", taken.stream().map(Batch::position).toArray(Long[]::new)).param("now", utc(now))
                .update();
    }

    /// Lists a change that could not be delivered, or that could not be delivered again.
    void list(Change change, String error, Instant now, Instant nextAttemptAt) {
        jdbc.sql(
                """
                        insert into push_undelivered as known (position, account_id, kind, since, attempts, next_attempt_at, error)
                        values (:position, :account, :kind, :now, 1, :next, :error)
                            on conflict (position) do update
                           set attempts = known.attempts + 1, next_attempt_at = excluded.next_attempt_at, error = excluded.error""")
                .param("position", Batch.position(change)).param("account", change.user().id())
                .param("kind", change.kind()).param("now", utc(now)).param("next", utc(nextAttemptAt))
                .param("error", error).update();
    }

    /// Finds a listed change that is to be tried again: of each user the newest one, if none is to
    /// come anyway: that may have been taken already, without anybody having written it down.
    ///
    /// @param upTo the place up to which everything was confirmed or listed
    Optional<UndeliveredChange> due(long upTo, Instant now) {
        return jdbc.sql("""
                select * from push_undelivered u
                 where next_attempt_at <= :now and position <= :upTo
                   and not exists (select from push_undelivered newer
                                    where newer.account_id = u.account_id and newer.position > u.position
                                      and newer.position <= :upTo)
                   and not exists (select from account_change coming
                                    where coming.account_id = u.account_id
                                      and (coming.position > :upTo or coming.position is null))
                 order by next_attempt_at limit 1""").param("upTo", upTo).param("now", utc(now))
                .query(PushTable::undelivered).optional();
    }

    /// {@return what is listed, in order}
    List<UndeliveredChange> undelivered(int limit) {
        return jdbc.sql("select * from push_undelivered order by position limit ?").param(limit)
                .query(PushTable::undelivered).list();
    }

    long countUndelivered() {
        return jdbc.sql("select count(*) from push_undelivered").query(Long.class).single();
    }

    /// {@return which of the places are listed}
    List<Long> listed(Collection<Long> places) {
        return jdbc.sql("select position from push_undelivered where position = any (:places)")
                .param("places", places.toArray(Long[]::new)).query((row, number) -> row.getLong(1)).list();
    }

    /// {@return when those of the places were confirmed that were}
    Map<Long, Instant> confirmedAt(Collection<Long> places) {
        Map<Long, Instant> confirmed = new HashMap<>();
        jdbc.sql("""
                select p.position, c.confirmed_at
                  from unnest(cast(:places as bigint[])) as p (position)
                 cross join lateral (select first_position, confirmed_at from push_confirmation
                                      where last_position >= p.position order by last_position limit 1) c
                 where c.first_position <= p.position""").param("places", places.toArray(Long[]::new)).query(row -> {
            confirmed.put(row.getLong("position"), instant(row, "confirmed_at"));
        });
        return confirmed;
    }

    /// Forgets some ranges. Of places up to the last of them nobody knows any more when they were confirmed for the first time.
    ///
    /// @param before what was confirmed before this instant
    /// @return whether there may be more
    @Transactional
    boolean forget(Instant before) {
        return jdbc
                .sql("""
                        with gone as (
                            delete from push_confirmation
                             where confirmed_at < :before
                               and last_position in (select last_position from push_confirmation order by last_position limit :some)
                            returning last_position),
                             noted as (
                            update push_state set forgotten = greatest(forgotten, (select max(last_position) from gone))
                             where exists (select from gone))
                        select count(*) from gone""")
                .param("before", utc(before)).param("some", SOME).query(Long.class).single() == SOME;
    }

    private static UndeliveredChange undelivered(ResultSet row, int number) throws SQLException {
        return new UndeliveredChange(row.getString("position"), row.getObject("account_id", UUID.class),
                row.getString("kind"), null, null, null, null, instant(row, "since"), row.getInt("attempts"),
                instant(row, "next_attempt_at"), row.getString("error"));
    }
}
