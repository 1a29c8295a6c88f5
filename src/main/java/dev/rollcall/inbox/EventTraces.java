package dev.rollcall.inbox;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Leads a trace from the request that brought an event to the attempts to apply it, later and maybe on another node: the
/// row carries it. Spans name ids only. Where nothing is traced, nothing is done.
@Component
class EventTraces {

    private static final String TRACEPARENT = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;
    private final Clock clock;

    EventTraces(Tracer tracer, Propagator propagator, Clock clock) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.clock = clock;
    }

    /// {@return the trace of the current request as W3C Trace Context writes it; null if it is not traced}
    @Nullable
    String current() {
        Span span = tracer.currentSpan();
        if (span == null || !Boolean.TRUE.equals(span.context().sampled())) {
            return null;
        }
        Map<String, String> carrier = new HashMap<>();
        propagator.inject(span.context(), carrier, (ignored, name, value) -> carrier.put(name, value));
        return carrier.get(TRACEPARENT);
    }

    /// Notes which event the current request has brought.
    void accepted(String webhookId, long id) {
        Span span = tracer.currentSpan();
        if (span != null) {
            span.tag("rollcall.webhook.id", webhookId).tag("rollcall.event.id", id);
        }
    }

    /// Adds an attempt to its event's trace.
    void attempted(Attempt attempt) {
        String traceparent = attempt.traceparent();
        if (traceparent == null) {
            return;
        }
        InboxEvent event = attempt.event();
        propagator.extract(Map.of(TRACEPARENT, traceparent), Map::get).name("apply event").kind(Span.Kind.CONSUMER)
                .startTimestamp(micros(attempt.from()), TimeUnit.MICROSECONDS).tag("rollcall.event.id", event.id())
                .tag("rollcall.webhook.id", event.webhookId())
                .tag("rollcall.event.type", Objects.requireNonNullElse(event.type(), "unreadable"))
                .tag("rollcall.event.status", event.status().name().toLowerCase(Locale.ROOT))
                .tag("rollcall.event.attempts", event.attempts()).start()
                .end(micros(clock.instant()), TimeUnit.MICROSECONDS);
    }

    private static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + instant.getNano() / 1000;
    }
}
