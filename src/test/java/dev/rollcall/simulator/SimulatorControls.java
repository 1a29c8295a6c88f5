package dev.rollcall.simulator;

import static dev.rollcall.simulator.ControlCall.post;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The control calls for time, webhooks, tokens, page tokens and faults.
final class SimulatorControls {

    private final ScalekitSimulator simulator;
    private final Gate gate;

    SimulatorControls(ScalekitSimulator simulator, Gate gate) {
        this.simulator = simulator;
        this.gate = gate;
    }

    List<ControlCall> calls() {
        return List.of(
                post("/control/time", "advance=PT1H", "lets directory time go by",
                        (ids, is) -> advance(is.text("advance").orElse("PT0S"))),
                post("/control/webhooks",
                        "lost=30&duplicated=10&delay_ms=0&reordered=true&concurrency=1&seed=7&url="
                                + "http://127.0.0.1:8080/webhooks/scalekit",
                        "sets what goes wrong with webhooks, and where they go; lost and duplicated in percent",
                        (ids, is) -> set(is)),
                post("/control/webhooks/mend", "", "ends all that goes wrong with webhooks",
                        (ids, is) -> simulator.webhooks().mend().state()),
                post("/control/faults/mend", "", "ends all faults", (ids, is) -> {
                    simulator.mend();
                    return faults();
                }), post("/control/pages", "offset=true&numbers_as_strings=true",
                        "makes page tokens stand for offsets; writes 64-bit numbers as strings", (ids, is) -> {
                            is.flag("offset").ifPresent(simulator::offsetPages);
                            is.flag("numbers_as_strings").ifPresent(simulator::numbersAsStrings);
                            return is.values();
                        }),
                post("/control/tokens", "client_id=skc_1&client_secret=secret&lifetime_s=60",
                        "accepts this client alone; sets the lifetime of tokens", (ids, is) -> {
                            is.text("client_id")
                                    .ifPresent(id -> simulator.accepting(id, is.text("client_secret").orElse("")));
                            is.number("lifetime_s").map(Duration::ofSeconds).ifPresent(simulator::tokenLifetime);
                            return Map.of();
                        }),
                post("/control/tokens/revoke", "", "revokes all tokens", (ids, is) -> {
                    simulator.revokeTokens();
                    return Map.of();
                }), post("/control/requests/reset", "", "counts requests from 0", (ids, is) -> {
                    simulator.resetRequests();
                    return requests();
                }), post("/control/reset", "", "forgets all organizations, faults, oddities, counts and tokens",
                        (ids, is) -> {
                            simulator.reset();
                            return Map.of();
                        }));
    }

    /// One call for each kind of fault.
    Stream<ControlCall> faultCalls() {
        return Arrays.stream(Fault.Kind.values())
                .map(kind -> post("/control/faults/" + kind.label(),
                        (kind.unit().isEmpty() ? "" : kind.unit() + "=" + kind.amount() + "&")
                                + "times=3&after=0&path=users",
                        "begins a fault: " + kind.about(), (ids, is) -> fail(kind, is)));
    }

    Map<String, Object> requests() {
        return Map.of("by_path", gate.traffic().requests(), "most_at_once", gate.traffic().mostAtOnce());
    }

    List<String> faults() {
        return gate.faults().stream().map(Objects::toString).toList();
    }

    private Object advance(String duration) {
        try {
            simulator.advance(Duration.parse(duration));
            return Map.of("directory_time", simulator.now().toString());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("advance is not a duration such as PT1H or P1D");
        }
    }

    private Object set(Parameters is) {
        is.text("url").map(URI::create).ifPresent(simulator::postTo);
        var webhooks = simulator.webhooks();
        is.number("seed").ifPresent(webhooks::seed);
        is.number("lost").ifPresent(webhooks::lose);
        is.number("duplicated").ifPresent(webhooks::duplicate);
        is.number("delay_ms").map(Duration::ofMillis).ifPresent(webhooks::delay);
        is.flag("reordered").ifPresent(webhooks::reorder);
        is.number("concurrency").ifPresent(webhooks::concurrency);
        return webhooks.state();
    }

    private Object fail(Fault.Kind kind, Parameters is) {
        var fault = new Fault(kind, kind.unit().isEmpty() ? 0 : is.number(kind.unit(), (int) kind.amount()))
                .after(is.number("after", 0)).times(is.number("times", Integer.MAX_VALUE));
        is.text("path").ifPresent(fault::on);
        simulator.fail(fault);
        return faults();
    }
}
