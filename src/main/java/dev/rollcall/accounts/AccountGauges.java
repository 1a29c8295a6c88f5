package dev.rollcall.accounts;

import dev.rollcall.KeptFigures;
import dev.rollcall.accounts.AccountFigures.Counts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// How many accounts a person should look at, in figures that are kept for a minute.
@Component
class AccountGauges {

    static final Duration KEPT = Duration.ofMinutes(1);

    private final KeptFigures<Counts> kept;

    AccountGauges(MeterRegistry meters, AccountFigures figures, Clock clock) {
        this.kept = new KeptFigures<>(clock, KEPT, figures::count);
        Gauge.builder("rollcall.accounts.resting", this, gauges -> gauges.kept.read(Counts::resting))
                .description("Active accounts on which protection or a role granted by hand does not count, "
                        + "because somebody who may be another person has them now")
                .register(meters);
        Gauge.builder("rollcall.accounts.waiting.for.address", this, gauges -> gauges.kept.read(Counts::waiting))
                .description("Accounts whose person has taken an address that another active account has")
                .register(meters);
        Gauge.builder("rollcall.accounts.shared", this, gauges -> gauges.kept.read(Counts::shared))
                .description("Accounts that three or more active directory users of one directory share")
                .register(meters);
        Gauge.builder("rollcall.crowds", this, gauges -> gauges.kept.read(Counts::crowds))
                .description("Addresses and ids that so many directory users took that they join nobody else")
                .register(meters);
    }
}
