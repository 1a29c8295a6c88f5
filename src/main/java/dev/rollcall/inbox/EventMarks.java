package dev.rollcall.inbox;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Writes what became of claimed events, with one statement for all of them.
@Component
class EventMarks {

    private final JdbcClient jdbc;

    EventMarks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param events events that the current transaction has claimed
    void write(List<WebhookEvent> events) {
        jdbc.sql("""
                update webhook_event e
                   set status = mark.status, attempts = mark.attempts, next_attempt_at = mark.next_attempt_at,
                       processed_at = mark.processed_at, reason = mark.reason,
                       payload = case when mark.erased then :erased else e.payload end
                  from unnest(cast(:ids as bigint[]), cast(:statuses as text[]), cast(:attempts as integer[]),
                              cast(:nextAttempts as timestamptz[]), cast(:processed as timestamptz[]),
                              cast(:reasons as text[]), cast(:erasures as boolean[]))
                       as mark (id, status, attempts, next_attempt_at, processed_at, reason, erased)
                 where e.id = mark.id""").param("ids", events.stream().map(WebhookEvent::id).toArray(Long[]::new))
                .param("statuses", texts(events, event -> event.status().name()))
                .param("attempts", events.stream().map(WebhookEvent::attempts).toArray(Integer[]::new))
                .param("nextAttempts", texts(events, event -> event.nextAttemptAt().toString()))
                .param("processed", texts(events, event -> text(event.processedAt())))
                .param("reasons", texts(events, WebhookEvent::reason))
                .param("erasures", events.stream().map(WebhookEvent::isErased).toArray(Boolean[]::new))
                .param("erased", WebhookEvent.ERASED).update();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable String[] texts(List<WebhookEvent> events,
            Function<WebhookEvent, @Nullable String> column) {
        return events.stream().map(column).toArray(String[]::new);
    }
}
