package dev.rollcall.inbox;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;
import static dev.rollcall.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// The inbox from the outside: what is put in, looked at and replayed.
@Service
public class Inbox {

    private static final String NAMED = """
            select from unnest(:subjects) as id where position(convert_to(id, 'UTF8') in payload) > 0""";

    private static final int REPLAYED_AT_ONCE = 10_000;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final JdbcClient jdbc;
    private final WebhookEventRepository events;
    private final EventHandler handler;
    private final GroupCommit groupCommit;
    private final Wakeup wakeup;
    private final EventTraces traces;
    private final Clock clock;

    Inbox(JdbcClient jdbc, WebhookEventRepository events, EventHandler handler, GroupCommit groupCommit, Wakeup wakeup,
            EventTraces traces, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.handler = handler;
        this.groupCommit = groupCommit;
        this.wakeup = wakeup;
        this.traces = traces;
        this.clock = clock;
    }

    /// Has this node look for events that can be applied now: those of an organization that was being changed.
    public void look() {
        wakeup.signal();
    }

    /// Keeps an event, whatever it contains; of one whose type is of no use, only the type. When this returns the event
    /// is committed, by this call or an earlier one.
    ///
    /// @param webhookId the idempotency key, 1 to 255 printable ASCII characters
    /// @param payload the body, byte for byte as it was signed
    /// @return the event's place in the inbox
    /// @throws org.springframework.dao.DataAccessException if it could not be kept
    public Acceptance accept(String webhookId, byte[] payload) {
        EventFacts facts = handler.describe(payload);
        Acceptance acceptance = groupCommit.keep(new Arrival(webhookId, facts.isUseful() ? payload : typeAlone(facts),
                clock.instant(), facts, traces.current()));
        if (!acceptance.duplicate()) {
            traces.accepted(webhookId, acceptance.id());
        }
        return acceptance;
    }

    private static byte[] typeAlone(EventFacts facts) {
        return JsonMapper.shared().writeValueAsBytes(Map.of("type", Objects.requireNonNull(facts.type())));
    }

    /// @param filter which events
    /// @param before only events with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the events, newest first
    public List<InboxEvent> list(EventFilter filter, @Nullable Long before, int limit) {
        // The indexes that are searched by have finished events only; of pending ones there are few.
        String page = "(select * from webhook_event where status %s 'PENDING' and id < :before %s order by id desc limit :limit)";
        String conditions = conditions(filter);
        return bind("""
                select id, webhook_id, event_id, type, organization_id, subject_id, occurred_at, received_at,
                       processed_at, status, attempts, reason
                  from (%s union all %s) as matching
                 order by id desc limit :limit""".formatted(page.formatted("<>", conditions),
                page.formatted("=", conditions)), filter).param("before", before == null ? Long.MAX_VALUE : before)
                        .param("limit", limit).query(Inbox::view).list();
    }

    /// @param id the inbox's id of an event
    /// @return the event; empty if there is none
    public Optional<InboxEvent> find(long id) {
        return events.findById(id).map(WebhookEvent::view);
    }

    /// @param id the inbox's id of an event
    /// @return its payload, byte for byte; empty if there is no such event
    public Optional<byte[]> payload(long id) {
        return events.findById(id).map(WebhookEvent::payload);
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
        return bind("select count(*) from webhook_event where status <> 'PENDING'" + conditions(filter), filter)
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
        return bind("""
                with next as (
                    select id from limit_transaction() cross join webhook_event
                      where status <> 'PENDING' and id > :after%s order by id limit :step),
                     replayed as (
                    update webhook_event e
                       set status = 'PENDING', attempts = 0, next_attempt_at = :now, processed_at = null, reason = null
                      from next where e.id = next.id and e.status <> 'PENDING'
                    returning e.id)
                select (select count(*) from replayed) as count, (select max(id) from next) as last"""
                .formatted(conditions(filter)), filter).param("after", after).param("step", REPLAYED_AT_ONCE)
                        .param("now", utc(clock.instant())).query(Replayed.class).single();
    }

    /// Erases the payloads of all events about some subjects, and of those that cannot be read and contain their ids. What
    /// has not been applied never will be. An event that a worker has just claimed is left to its handler, see
    /// [Outcome.Erased].
    ///
    /// @param subjectIds the ids of the subjects
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(Collection<String> subjectIds) {
        // Whoever has claimed an event may be waiting for the caller: it must not be waited for.
        jdbc.sql(
                """
                        with about as (
                            select id from webhook_event
                             where status <> 'PENDING' and subject_id = any (:subjects)
                             union all
                            select id from webhook_event
                             where status <> 'PENDING' and subject_id is null and exists (%s)
                             union all
                            select id from webhook_event
                             where status = 'PENDING'
                               and (subject_id = any (:subjects) or subject_id is null and exists (%s))),
                        concerned as (
                            select id from webhook_event where id in (select id from about) for update skip locked)
                        update webhook_event e
                           set payload = :erased, processed_at = coalesce(processed_at, :now),
                               reason = case when status in ('PENDING', 'DEAD') then 'Its personal data was erased.' else reason end,
                               status = case when status in ('PENDING', 'DEAD') then 'IGNORED' else status end
                          from concerned
                         where e.id = concerned.id"""
                        .formatted(NAMED, NAMED))
                .param("subjects", subjectIds.toArray(String[]::new)).param("erased", WebhookEvent.ERASED)
                .param("now", utc(clock.instant())).update();
    }

    /// Only the conditions that filter are part of the statement, and the status is part of its text, so that each
    /// combination finds its index.
    private static String conditions(EventFilter filter) {
        StringBuilder conditions = new StringBuilder();
        if (filter.status() != null) {
            conditions.append(" and status = '").append(filter.status().name()).append('\'');
        }
        if (filter.type() != null) {
            conditions.append(" and type = :type");
        }
        if (filter.organizationId() != null) {
            conditions.append(" and organization_id = :organizationId");
        }
        if (filter.subjectId() != null) {
            conditions.append(" and subject_id = :subjectId");
        }
        if (filter.since() != null) {
            conditions.append(" and received_at >= :since");
        }
        if (filter.until() != null) {
            conditions.append(" and received_at < :until");
        }
        return conditions.toString();
    }

    private StatementSpec bind(String sql, EventFilter filter) {
        return jdbc.sql(sql).param("type", filter.type()).param("organizationId", filter.organizationId())
                .param("subjectId", filter.subjectId())
                .param("since", filter.since() == null ? null : utc(possible(filter.since())))
                .param("until", filter.until() == null ? null : utc(possible(filter.until())));
    }

    private static InboxEvent view(ResultSet row, int number) throws SQLException {
        return new InboxEvent(row.getLong("id"), row.getString("webhook_id"), row.getString("event_id"),
                row.getString("type"), row.getString("organization_id"), row.getString("subject_id"),
                nullableInstant(row, "occurred_at"), instant(row, "received_at"), nullableInstant(row, "processed_at"),
                EventStatus.valueOf(row.getString("status")), row.getInt("attempts"), row.getString("reason"));
    }

    /// Nothing came before or after what PostgreSQL and everybody else have times for.
    private static Instant possible(Instant instant) {
        return instant.isBefore(EARLIEST) ? EARLIEST : instant.isAfter(LATEST) ? LATEST : instant;
    }
}
