package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountFigures.Counts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// How many accounts a person should look at, in figures. The database is asked once for all of them, and however often
/// they are read, not again for a minute.
@Component
class AccountGauges {

    static final Duration KEPT = Duration.ofMinutes(1);

    private final AccountFigures figures;
    private final Clock clock;
    private @Nullable Kept kept;

    AccountGauges(MeterRegistry meters, AccountFigures figures, Clock clock) {
        this.figures = figures;
        this.clock = clock;
        Gauge.builder("rollcall.accounts.resting", this, gauges -> gauges.read(Counts::resting))
                .description("Active accounts on which protection or a role granted by hand does not count, "
                        + "because somebody who may be another person has them now")
                .register(meters);
        Gauge.builder("rollcall.accounts.waiting.for.address", this, gauges -> gauges.read(Counts::waiting))
                .description("Accounts whose person has taken an address that another active account has")
                .register(meters);
        Gauge.builder("rollcall.accounts.shared", this, gauges -> gauges.read(Counts::shared))
                .description("Accounts that three or more active directory users of one directory share")
                .register(meters);
        Gauge.builder("rollcall.crowds", this, gauges -> gauges.read(Counts::crowds))
                .description("Addresses and ids that so many directory users took that they join nobody else")
                .register(meters);
    }

    private record Kept(Instant at, Counts counts) {
    }

    private double read(ToDoubleFunction<Counts> figure) {
        try {
            return figure.applyAsDouble(counts());
        } catch (DataAccessException | TransactionException unavailable) {
            return Double.NaN; // the figure is not known, which is not the same as zero
        }
    }

    private synchronized Counts counts() {
        Instant now = clock.instant();
        if (kept == null || !now.isBefore(kept.at().plus(KEPT))) {
            kept = new Kept(now, figures.count());
        }
        return kept.counts();
    }
}
