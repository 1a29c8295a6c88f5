package dev.rollcall.inbox;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Busy;
import dev.rollcall.inbox.Outcome.Erased;
import dev.rollcall.inbox.Outcome.GoesOn;
import dev.rollcall.inbox.Outcome.Held;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Stale;
import dev.rollcall.inbox.Outcome.Unreadable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// What became of events, in figures and log lines. Logs name ids only.
@Component
class InboxMetrics {

    private static final Logger log = LoggerFactory.getLogger(InboxMetrics.class);

    private static final Duration[] LATENCIES = Stream.of("PT0.01S", "PT0.025S", "PT0.05S", "PT0.1S", "PT0.25S",
            "PT0.5S", "PT1S", "PT2.5S", "PT5S", "PT15S", "PT1M", "PT5M", "PT15M", "PT1H", "PT6H", "P1D")
            .map(Duration::parse).toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Clock clock;
    private final Timer applied;
    private final Timer lag;

    InboxMetrics(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
        this.applied = Timer.builder("rollcall.events.applied")
                .description("Time from the first receipt of an event to its end as PROCESSED")
                .serviceLevelObjectives(LATENCIES).register(meters);
        this.lag = Timer.builder("rollcall.events.lag")
                .description("Time from when an event occurred, as Scalekit says, to its end as PROCESSED")
                .serviceLevelObjectives(LATENCIES).register(meters);
        Stream.of("unreadable", "rejected", "failed").forEach(this::dead);
    }

    void attempted(Attempt attempt) {
        InboxEvent event = attempt.event();
        switch (event.status()) {
            case PENDING -> log.info("Event {} waits for another attempt after {}: {}", event.id(), event.attempts(),
                    event.reason());
            case DEAD -> {
                log.warn("Event {} is a dead letter: {} Replay it when the cause is mended", event.id(),
                        event.reason());
                dead(why(attempt.outcome())).increment();
            }
            case PROCESSED -> {
                log.debug("Event {} is {}", event.id(), event.status());
                applied.record(since(event.receivedAt()));
                if (event.occurredAt() != null) {
                    lag.record(since(event.occurredAt()));
                }
            }
            case IGNORED, STALE -> log.debug("Event {} is {}", event.id(), event.status());
        }
        // A type that is ignored could be anything, and each tag value is a time series.
        String type = event.status() == EventStatus.IGNORED ? "other"
                : Objects.requireNonNullElse(event.type(), "unreadable");
        Timer.builder("rollcall.events.processed").description("Time from acknowledgement to the end of an attempt")
                .tag("type", type).tag("outcome", outcome(event)).register(meters).record(since(event.receivedAt()));
    }

    private Counter dead(String reason) {
        return Counter.builder("rollcall.events.dead").description("Events that became dead letters")
                .tag("reason", reason).register(meters);
    }

    private static String why(@Nullable Outcome outcome) {
        return switch (outcome) {
            case null -> "failed";
            case Unreadable unreadable -> "unreadable";
            case Rejected rejected -> "rejected";
            case Applied applied -> throw endsOtherwise(applied);
            case Held held -> throw endsOtherwise(held);
            case Stale stale -> throw endsOtherwise(stale);
            case Ignored ignored -> throw endsOtherwise(ignored);
            case Erased erased -> throw endsOtherwise(erased);
            case Busy busy -> throw endsOtherwise(busy);
            case GoesOn on -> throw endsOtherwise(on);
        };
    }

    private static IllegalStateException endsOtherwise(Outcome outcome) {
        return new IllegalStateException(outcome + " makes no dead letter.");
    }

    private Duration since(Instant then) {
        Duration since = Duration.between(then, clock.instant());
        return since.isNegative() ? Duration.ZERO : since; // the other clock may be ahead
    }

    private static String outcome(InboxEvent event) {
        return event.status() == EventStatus.PENDING ? "retry" : event.status().name().toLowerCase(Locale.ROOT);
    }
}
