package dev.rollcall.accounts;

import dev.rollcall.scalekit.Clocks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// When events were first received whose own date does not count: it is later than that, or a leaver's statement has none
/// that can be read. They are remembered for ever, because an event may be sent again by hand weeks later.
@Component
class Receipts {

    private final JdbcClient jdbc;
    private final Counter ahead;

    Receipts(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.ahead = Counter.builder("rollcall.clocks.ahead")
                .description("Events and pages that were dated later than they were received").tag("source", "event")
                .register(meters);
    }

    /// {@return whether an event counts as of its receipt}
    ///
    /// @param occurredAt when it occurred, as it says; null if that cannot be read
    /// @param receivedAt when it was received
    boolean decide(@Nullable Instant occurredAt, Instant receivedAt) {
        boolean isAhead = occurredAt != null && Clocks.isAhead(occurredAt, receivedAt);
        if (isAhead) {
            ahead.increment();
        }
        return occurredAt == null || isAhead;
    }

    /// @param ids the ids of events whose date counts
    /// @return when those of them were first received whose date did not count when they were received before
    Map<String, Instant> known(Collection<String> ids) {
        Map<String, Instant> known = new HashMap<>();
        jdbc.sql("select event_id, received_at from event_receipt where event_id = any (:ids)")
                .param("ids", ids.toArray(String[]::new)).query(row -> {
                    known.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
                });
        return known;
    }

    /// @param receivedAt when events were received, by their ids
    /// @return when each of them was first received
    Map<String, Instant> first(SortedMap<String, Instant> receivedAt) {
        Map<String, Instant> first = new HashMap<>();
        if (!receivedAt.isEmpty()) {
            jdbc.sql("""
                    insert into event_receipt as known (event_id, received_at)
                    select id, at from unnest(cast(:ids as text[]), cast(:at as timestamptz[])) as receipt (id, at)
                    on conflict (event_id) do update set received_at = least(known.received_at, excluded.received_at)
                    returning event_id, received_at""").param("ids", receivedAt.keySet().toArray(String[]::new))
                    .param("at", receivedAt.values().stream().map(Instant::toString).toArray(String[]::new))
                    .query(row -> {
                        first.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
                    });
        }
        return first;
    }
}
