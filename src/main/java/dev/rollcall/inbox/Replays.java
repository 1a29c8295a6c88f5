package dev.rollcall.inbox;

import static dev.rollcall.Columns.utc;

import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Makes events due again.
@Service
public class Replays {

    private static final int AT_ONCE = 10_000;

    private final JdbcClient jdbc;
    private final WebhookEventRepository events;
    private final Wakeup wakeup;
    private final Clock clock;

    Replays(JdbcClient jdbc, WebhookEventRepository events, Wakeup wakeup, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.wakeup = wakeup;
        this.clock = clock;
    }

    /// Makes an event due again, whatever became of it before.
    ///
    /// @param id the inbox's id of the event
    /// @return the event, pending; empty if there is none
    @Transactional
    public Optional<InboxEvent> replay(long id) {
        Optional<InboxEvent> replayed = events.lock(id).map(event -> {
            event.replay(clock.instant());
            return event.view();
        });
        wakeup.signalAfterCommit();
        return replayed;
    }

    /// @param filter which events
    /// @return how many of them are finished, and so would be replayed
    public long countFinished(EventFilter filter) {
        return filter
                .bind(jdbc.sql("select count(*) from webhook_event where status <> 'PENDING'" + filter.conditions()))
                .query(Long.class).single();
    }

    /// Makes every finished event that matches due again, a step in a transaction: there may be a million. If one fails,
    /// those before it are due, and calling again makes the rest.
    ///
    /// @param filter which events
    /// @return how many
    public int replay(EventFilter filter) {
        int total = 0;
        // By their ids: those at the beginning may be finished again before the end is due.
        Replayed step = new Replayed(0, 0L);
        while (step.last() != null) {
            step = replayAfter(step.last(), filter);
            total += step.count();
            wakeup.signal();
        }
        return total;
    }

    private record Replayed(int count, @Nullable Long last) {
    }

    private Replayed replayAfter(long after, EventFilter filter) {
        return filter
                .bind(jdbc
                        .sql("""
                                with next as (
                                    select id from limit_transaction() cross join webhook_event
                                      where status <> 'PENDING' and id > :after%s order by id limit :step),
                                     replayed as (
                                    update webhook_event
                                       set status = 'PENDING', attempts = 0, next_attempt_at = :now, processed_at = null, reason = null
                                     where id = any (array(select id from next)) and status <> 'PENDING'
                                    returning id)
                                select (select count(*) from replayed) as count, (select max(id) from next) as last"""
                                .formatted(filter.conditions())))
                .param("after", after).param("step", AT_ONCE).param("now", utc(clock.instant())).query(Replayed.class)
                .single();
    }
}
