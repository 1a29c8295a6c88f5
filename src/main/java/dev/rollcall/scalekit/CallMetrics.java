package dev.rollcall.scalekit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Requests to Scalekit in figures: how many, how long, with which outcome, and how many there may be.
class CallMetrics {

    private final MeterRegistry meters;
    private final Counter ahead;

    CallMetrics(MeterRegistry meters, RateBudget budget) {
        this.meters = meters;
        Gauge.builder("rollcall.scalekit.rate.limit", budget, RateBudget::rate)
                .description("Requests per second that Scalekit is asked at most, as of now").register(meters);
        ahead = Counter.builder("rollcall.clocks.ahead").description(
                "Statements that were dated later than this node's clock allows, and count as of when they came")
                .tag("source", "page").register(meters);
        for (Call call : Call.values()) {
            timer(call, "2xx");
            timer(call, "429");
        }
    }

    /// @param status the answer's; null if there was no whole one
    void answered(Call call, @Nullable Integer status, Duration took) {
        String outcome = status == null ? "io_error" : status / 100 == 2 ? "2xx" : status.toString();
        timer(call, outcome).record(took);
    }

    /// An answer was dated in the future.
    void cameFromTheFuture() {
        ahead.increment();
    }

    private Timer timer(Call call, String outcome) {
        return Timer.builder("rollcall.scalekit.calls")
                .description("Time from a request to Scalekit to its whole answer").tag("call", call.tag())
                .tag("outcome", outcome).register(meters);
    }
}
