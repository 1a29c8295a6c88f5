package dev.rollcall.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Takes a node away in the middle of a transaction, and says afterwards how long events waited for it: those of the
/// organizations that it had locked, and those of the others.
final class Waits {

    static final Duration AWAY = Duration.ofSeconds(60);

    private static final Duration SAME = Duration.ofSeconds(15);
    private static final Duration OTHERS = Duration.ofSeconds(1);

    private final Postgres postgres;
    private final List<String> locked;
    private final String since;

    private Waits(Postgres postgres, List<String> locked) throws SQLException {
        this.postgres = postgres;
        this.locked = locked;
        this.since = postgres.texts(Site.DATABASE, "select clock_timestamp() - interval '1 s'").getFirst();
    }

    /// One end of being away.
    @FunctionalInterface
    interface Switch {
        void turn() throws Exception;
    }

    /// Takes a node away as often as it takes until it has an organization's lock then.
    static Waits take(Node node, Postgres postgres, Switch away, Switch back) throws Exception {
        while (true) {
            away.turn();
            // What it has sent ends.
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            List<String> locked = locked(node, postgres);
            if (!locked.isEmpty()) {
                return new Waits(postgres, locked);
            }
            back.turn();
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static List<String> locked(Node node, Postgres postgres) throws SQLException {
        return postgres.texts(Site.DATABASE, """
                select distinct e.organization_id
                  from pg_locks l
                  join pg_stat_activity a on a.pid = l.pid and a.application_name = '%s'
                                         and a.state = 'idle in transaction'
                  join webhook_event e on hashtextextended(e.organization_id, 0)
                                          = (cast(l.classid as bigint) << 32 | cast(l.objid as bigint))
                 where l.locktype = 'advisory' and l.objsubid = 1 and l.granted""".formatted(node.name()));
    }

    /// {@return what waited too long, of what was received until 20 s before now}
    List<String> problems() throws SQLException {
        List<String> problems = new ArrayList<>();
        judge("Of the organization that it had locked", "in", SAME, problems);
        judge("Of other organizations", "not in", OTHERS, problems);
        return problems;
    }

    private void judge(String whose, String in, Duration most, List<String> problems) throws SQLException {
        long millis = postgres.number(Site.DATABASE,
                """
                        select coalesce(max(cast(1000 * extract(epoch from coalesce(processed_at, clock_timestamp()) - received_at) as bigint)), 0)
                          from webhook_event
                         where received_at between '%s' and clock_timestamp() - interval '20 s' and organization_id %s ('%s')"""
                        .formatted(since, in, String.join("', '", locked)));
        System.out.printf("  %s, events waited for %d ms at most%n", whose, millis);
        if (millis > most.toMillis()) {
            problems.add("%s, an event waited for %d ms.".formatted(whose, millis));
        }
    }
}
