package dev.rollcall.inbox;

import static dev.rollcall.Columns.texts;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// Puts events into the table, each only once.
@Component
class Arrivals {

    private final JdbcClient jdbc;
    private final Wakeup wakeup;

    Arrivals(JdbcClient jdbc, Wakeup wakeup) {
        this.jdbc = jdbc;
        this.wakeup = wakeup;
    }

    /// Inserts events in one statement and one commit. When this returns all of them are committed, by this call or
    /// earlier ones.
    ///
    /// @param arrivals the events
    /// @return for each of them its place in the inbox, in the same order
    /// @throws org.springframework.dao.DataAccessException if they could not be kept: none of them is then
    List<Acceptance> insert(List<Arrival> arrivals) {
        // In the order of the keys, so that nodes which get the same events at the same time do not wait for each
        // other.
        List<Arrival> sorted = arrivals.stream().sorted(Comparator.comparing(Arrival::webhookId)).toList();
        // An event is due at once, also for the other nodes if this one's clock is fast.
        // Only the idempotency key may make a duplicate: any other conflict has to fail, or an event would be lost.
        Map<String, Long> inserted = ids(jdbc.sql("""
                insert into webhook_event (webhook_id, payload, received_at, next_attempt_at,
                                           event_id, type, organization_id, subject_id, occurred_at, traceparent)
                select webhook_id, payload, received_at, least(received_at, now()),
                       event_id, type, organization_id, subject_id, occurred_at, traceparent
                  from unnest(:webhookIds, :payloads, cast(:receivedAts as timestamptz[]), :eventIds, :types,
                              :organizationIds, :subjectIds, cast(:occurredAts as timestamptz[]), :traceparents)
                    as arrival (webhook_id, payload, received_at, event_id, type,
                                organization_id, subject_id, occurred_at, traceparent)
                on conflict on constraint webhook_event_idempotency_key do nothing
                returning webhook_id, id""").param("webhookIds", texts(sorted, Arrival::webhookId))
                .param("payloads", sorted.stream().map(Arrival::payload).toArray(byte[][]::new))
                .param("receivedAts", texts(sorted, Arrival::receivedAt))
                .param("eventIds", texts(sorted, arrival -> arrival.facts().eventId()))
                .param("types", texts(sorted, arrival -> arrival.facts().type()))
                .param("organizationIds", texts(sorted, arrival -> arrival.facts().organizationId()))
                .param("subjectIds", texts(sorted, arrival -> arrival.facts().subjectId()))
                .param("occurredAts", texts(sorted, arrival -> arrival.facts().occurredAt()))
                .param("traceparents", texts(sorted, Arrival::traceparent)));
        if (!inserted.isEmpty()) {
            wakeup.signal();
        }
        Map<String, Long> known = inserted.size() == arrivals.size() ? Map.of()
                : ids(jdbc.sql("select webhook_id, id from webhook_event where webhook_id = any (:webhookIds)")
                        .param("webhookIds", texts(sorted, Arrival::webhookId)));
        return arrivals.stream().map(arrival -> acceptance(arrival.webhookId(), inserted, known)).toList();
    }

    /// Takes what was inserted, so that the next with the same key is a duplicate.
    private static Acceptance acceptance(String webhookId, Map<String, Long> inserted, Map<String, Long> known) {
        Long id = inserted.remove(webhookId);
        if (id != null) {
            return new Acceptance(id, false);
        }
        id = known.get(webhookId);
        if (id == null) {
            throw new EmptyResultDataAccessException("Webhook " + webhookId + " was there and is gone", 1);
        }
        return new Acceptance(id, true);
    }

    private static Map<String, Long> ids(StatementSpec statement) {
        Map<String, Long> ids = new HashMap<>();
        statement.query(row -> {
            ids.put(row.getString(1), row.getLong(2));
        });
        return ids;
    }
}
