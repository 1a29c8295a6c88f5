package dev.rollcall;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.utc;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Remembers when things last happened on any node, for people who look whether they ever did. There are few such things, and
/// however often one happens, a node writes it down once in ten seconds.
@Component
public class LastTimes {

    private static final Logger log = LoggerFactory.getLogger(LastTimes.class);
    private static final Duration OFTEN_ENOUGH = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();

    LastTimes(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// When something last happened.
    ///
    /// @param at when
    /// @param detail what there is to say about it; null if nothing
    public record LastTime(Instant at, @Nullable String detail) {
    }

    /// Notes by the way that something happens. It takes no time and never fails: if the database is away, it is not known.
    ///
    /// @param what one of few things, such as `changes.read`
    public void note(String what) {
        Instant now = clock.instant();
        Instant before = noted.get(what);
        if (before == null || before.plus(OFTEN_ENOUGH).isBefore(now)) {
            noted.put(what, now);
            Thread.ofVirtual().name("last-times").start(() -> {
                try {
                    write(what, now, null);
                } catch (DataAccessException unavailable) {
                    noted.remove(what, now);
                    log.debug("{} is not noted, the database cannot be used: {}", what,
                            unavailable.getClass().getSimpleName());
                }
            });
        }
    }

    /// Notes that something has happened.
    ///
    /// @param what one of few things
    /// @param detail what there is to say about it, without secrets or people; null if nothing
    public void note(String what, @Nullable String detail) {
        write(what, clock.instant(), detail);
    }

    private void write(String what, Instant at, @Nullable String detail) {
        jdbc.sql(
                """
                        insert into last_time as known (what, at, detail) select ?, cast(? as timestamptz), cast(? as text) from limit_transaction()
                        on conflict (what) do update set at = excluded.at, detail = excluded.detail
                         where known.at < excluded.at""")
                .param(what).param(utc(at)).param(detail).update();
    }

    /// {@return when each thing that ever happened last did}
    public Map<String, LastTime> all() {
        Map<String, LastTime> all = new HashMap<>();
        jdbc.sql("select what, at, detail from last_time").query(row -> {
            all.put(row.getString("what"), new LastTime(instant(row, "at"), row.getString("detail")));
        });
        return all;
    }
}
