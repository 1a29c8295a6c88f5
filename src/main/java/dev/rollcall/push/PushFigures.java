package dev.rollcall.push;

import dev.rollcall.KeptFigures;
import dev.rollcall.journal.ChangeFeed;
import dev.rollcall.journal.FeedPlaces;
import dev.rollcall.journal.FeedPlaces.Rest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/// Says how far deliveries are. The figures are of all nodes, read from the tables.
@Component
class PushFigures {

    static final Duration KEPT = Duration.ofSeconds(5);

    private static final int LISTED = 100;

    private final PushStateRepository states;
    private final PushTable table;
    private final FeedPlaces places;
    private final ChangeFeed feed;
    private final Clock clock;

    PushFigures(PushStateRepository states, PushTable table, FeedPlaces places, ChangeFeed feed, Clock clock) {
        this.states = states;
        this.table = table;
        this.places = places;
        this.feed = feed;
        this.clock = clock;
    }

    /// Shows them as gauges, kept for a moment.
    void register(MeterRegistry meters) {
        KeptFigures<PushReport> kept = new KeptFigures<>(clock, KEPT, this::report);
        Gauge.builder("rollcall.push.lag", kept, figures -> figures.read(PushReport::lagSeconds)).baseUnit("seconds")
                .strongReference(true)
                .description("How long ago the oldest change was made that the application has not confirmed")
                .register(meters);
        Gauge.builder("rollcall.push.pending", kept, figures -> figures.read(PushReport::pending)).strongReference(true)
                .description("Changes that the application has not confirmed").register(meters);
        Gauge.builder("rollcall.push.undelivered", kept, figures -> figures.read(PushReport::undeliveredCount))
                .strongReference(true)
                .description("Changes that the application does not take although it takes others").register(meters);
    }

    /// {@return how far it is}
    PushReport report() {
        PushState.Report state = states.read().report();
        Rest rest = places.rest(state.confirmed());
        double lag = rest.oldest() == null ? 0
                : Math.max(0, Duration.between(rest.oldest(), clock.instant()).toMillis() / 1000.0);
        List<UndeliveredChange> undelivered = table.undelivered(LISTED).stream()
                .map(one -> feed.at(Long.parseLong(one.cursor())).map(one::as).orElse(one)).toList();
        return new PushReport(true, Long.toString(state.confirmed()), state.confirmedAt(), rest.count(), lag,
                state.failingSince(), state.lastError(),
                undelivered.size() < LISTED ? undelivered.size() : table.countUndelivered(), undelivered);
    }
}
