package dev.rollcall.inbox;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The events of the inbox, as people look at them.
@Service
public class InboxEvents {

    private final JdbcClient jdbc;
    private final WebhookEventRepository events;

    InboxEvents(JdbcClient jdbc, WebhookEventRepository events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    /// @param filter which events
    /// @param before only events with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the events, newest first
    public List<InboxEvent> list(EventFilter filter, @Nullable Long before, int limit) {
        // The indexes that are searched by have finished events only; of pending ones there are few.
        String page = "(select * from webhook_event where status %s 'PENDING' and id < :before %s order by id desc limit :limit)";
        String conditions = filter.conditions();
        return filter
                .bind(jdbc.sql("""
                        select id, webhook_id, event_id, type, organization_id, subject_id, occurred_at, received_at,
                               processed_at, status, attempts, reason
                          from (%s union all %s) as matching
                         order by id desc limit :limit""".formatted(page.formatted("<>", conditions),
                        page.formatted("=", conditions))))
                .param("before", before == null ? Long.MAX_VALUE : before).param("limit", limit)
                .query(InboxEvents::view).list();
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

    /// @param ids the inbox's ids of events
    /// @return when each of them was received, of those that are still kept
    public Map<Long, Instant> receivedAt(Collection<Long> ids) {
        Map<Long, Instant> received = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, received_at from webhook_event where id = any (:ids)")
                    .param("ids", ids.toArray(Long[]::new)).query(row -> {
                        received.put(row.getLong("id"), instant(row, "received_at"));
                    });
        }
        return received;
    }

    private static InboxEvent view(ResultSet row, int number) throws SQLException {
        return new InboxEvent(row.getLong("id"), row.getString("webhook_id"), row.getString("event_id"),
                row.getString("type"), row.getString("organization_id"), row.getString("subject_id"),
                nullableInstant(row, "occurred_at"), instant(row, "received_at"), nullableInstant(row, "processed_at"),
                EventStatus.valueOf(row.getString("status")), row.getInt("attempts"), row.getString("reason"));
    }
}
