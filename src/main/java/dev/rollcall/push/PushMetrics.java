package dev.rollcall.push;

import dev.rollcall.push.Answer.Confirmed;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.Answer.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// What became of this node's deliveries, in figures.
@Component
class PushMetrics {

    private static final Duration[] LAGS = Stream
            .of("PT0.5S", "PT1S", "PT2S", "PT5S", "PT10S", "PT30S", "PT1M", "PT5M", "PT15M", "PT1H", "PT6H", "P1D")
            .map(Duration::parse).toArray(Duration[]::new);

    private final Map<Outcome, Timer> deliveries;
    private final Timer deprovisioning;
    private final Clock clock;

    PushMetrics(MeterRegistry meters, Clock clock) {
        this.deliveries = Stream.of(Outcome.values())
                .collect(Collectors.toMap(outcome -> outcome,
                        outcome -> Timer.builder("rollcall.push.deliveries")
                                .description("Deliveries of changes to the application, by what they came to")
                                .tag("outcome", outcome.tag()).register(meters)));
        this.deprovisioning = Timer.builder("rollcall.push.deprovisioning").description(
                "Time from the receipt of an event by which somebody lost access, or from when that was found out otherwise, to the application's confirmation")
                .serviceLevelObjectives(LAGS).register(meters);
        this.clock = clock;
    }

    void delivered(Answer answer, Duration took) {
        Timer timer = deliveries.get(switch (answer) {
            case Confirmed confirmed -> Outcome.CONFIRMED;
            case Failed failed -> failed.outcome();
        });
        if (timer != null) {
            timer.record(took);
        }
    }

    /// Counts somebody of whom the application has heard now that they left.
    ///
    /// @param since when Rollcall had heard of it
    void deprovisioned(Instant since) {
        Duration lag = Duration.between(since, clock.instant());
        deprovisioning.record(lag.isNegative() ? Duration.ZERO : lag); // another node's clock may be ahead
    }
}
