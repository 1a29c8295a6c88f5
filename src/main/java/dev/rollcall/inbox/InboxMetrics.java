package dev.rollcall.inbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// What became of events, in figures and log lines. Logs name ids only.
@Component
class InboxMetrics {

    private static final Logger log = LoggerFactory.getLogger(InboxMetrics.class);

    private final MeterRegistry meters;
    private final JdbcClient jdbc;
    private final Clock clock;

    InboxMetrics(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.meters = meters;
        this.jdbc = jdbc;
        this.clock = clock;
        Gauge.builder("rollcall.events.pending", this, InboxMetrics::pending)
                .description("Events that are acknowledged and not finished").register(meters);
        Gauge.builder("rollcall.events.pending.age", this, InboxMetrics::ageOfOldestPending).baseUnit("seconds")
                .description("How long the oldest pending event has been waiting").register(meters);
    }

    void attempted(InboxEvent event) {
        switch (event.status()) {
            case PENDING -> log.info("Event {} waits for another attempt after {}: {}", event.id(), event.attempts(),
                    event.reason());
            case DEAD -> log.warn("Event {} is a dead letter: {} Replay it when the cause is mended", event.id(),
                    event.reason());
            case PROCESSED, IGNORED, STALE -> log.debug("Event {} is {}", event.id(), event.status());
        }
        // A type that is ignored could be anything, and each tag value is a time series.
        String type = event.status() == EventStatus.IGNORED ? "other"
                : Objects.requireNonNullElse(event.type(), "unreadable");
        Timer.builder("rollcall.events.processed").description("Time from acknowledgement to the end of an attempt")
                .tag("type", type).tag("outcome", outcome(event)).register(meters)
                .record(Duration.between(event.receivedAt(), clock.instant()));
    }

    private static String outcome(InboxEvent event) {
        return event.status() == EventStatus.PENDING ? "retry" : event.status().name().toLowerCase(Locale.ROOT);
    }

    private double pending() {
        return read(() -> jdbc.sql("select count(*) from webhook_event where status = 'PENDING'").query(Long.class)
                .single().doubleValue());
    }

    private double ageOfOldestPending() {
        return read(() -> jdbc
                .sql("select received_at from webhook_event where status = 'PENDING' order by received_at limit 1")
                .query(OffsetDateTime.class).optional()
                .map(oldest -> Duration.between(oldest.toInstant(), clock.instant()).toMillis() / 1000.0).orElse(0.0));
    }

    private static double read(DoubleSupplier figure) {
        try {
            return figure.getAsDouble();
        } catch (DataAccessException | TransactionException unavailable) {
            return Double.NaN; // the figure is not known, which is not the same as zero
        }
    }
}
