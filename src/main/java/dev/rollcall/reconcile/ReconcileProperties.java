package dev.rollcall.reconcile;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// When and how carefully directories are reconciled.
///
/// @param automatic whether runs start by themselves: by the clock, when a directory is enabled, and where the last one
/// could not tell
/// @param interval how long it is from one scheduled run to the next, most of which look for what changed
/// @param fullInterval the first scheduled run after so long looks at everything; the others look for what changed
/// @param parallelDirectories of how many directories one run asks for a page at the same time; half as many more are being listed
/// @param safetyMargin a page is taken to be as old as Scalekit says, and this much older. Nobody should need to change it.
/// @param overlap an incremental run looks back beyond the start of the last one by this much. Nobody should need to change
/// it.
/// @param safeguardPercent if more than this share of a directory's active users would lose access, their address, a role
/// or a group within a day, that waits for approval: of those active now and those who lost their access within the day
/// @param safeguardUsers if more users of a directory than this would, it waits, too; one person a day always passes
/// @param retention how long finished runs are kept, as long as `full-interval` at least
@Validated
@ConfigurationProperties("rollcall.reconcile")
record ReconcileProperties(@DefaultValue("true") boolean automatic, @DefaultValue("15m") Duration interval,
        @DefaultValue("24h") Duration fullInterval,
        @DefaultValue("8") @Min(value = 1, message = "rollcall.reconcile.parallel-directories must be from 1 to 64.") @Max(value = 64, message = "rollcall.reconcile.parallel-directories must be from 1 to 64.") int parallelDirectories,
        @DefaultValue("5s") Duration safetyMargin, @DefaultValue("5m") Duration overlap,
        @DefaultValue("20") @Min(value = 0, message = "rollcall.reconcile.safeguard-percent must be from 0 to 100.") @Max(value = 100, message = "rollcall.reconcile.safeguard-percent must be from 0 to 100.") int safeguardPercent,
        @DefaultValue("500") @Min(value = 0, message = "rollcall.reconcile.safeguard-users must not be negative.") int safeguardUsers,
        @DefaultValue("30d") Duration retention) {

    /// {@return the instant of which a page that was fetched at another one speaks for sure, as exactly as PostgreSQL keeps it}
    Instant seenAt(Instant fetchedAt) {
        return fetchedAt.minus(safetyMargin).truncatedTo(ChronoUnit.MICROS);
    }

    @AssertTrue(message = "rollcall.reconcile.interval, full-interval and retention must be longer than zero.")
    boolean isEveryIntervalPositive() {
        return interval.isPositive() && fullInterval.isPositive() && retention.isPositive();
    }

    @AssertTrue(message = "rollcall.reconcile.retention must not be shorter than full-interval.")
    boolean isTheLastFullRunKept() {
        return retention.compareTo(fullInterval) >= 0;
    }

    @AssertTrue(message = "rollcall.reconcile.safety-margin and overlap must not be negative.")
    boolean isEveryMarginUsable() {
        return !safetyMargin.isNegative() && !overlap.isNegative();
    }
}
