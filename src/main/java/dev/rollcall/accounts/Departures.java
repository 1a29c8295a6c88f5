package dev.rollcall.accounts;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// How long people who left a directory kept their access, in figures: of those whom webhooks told of.
@Component
class Departures {

    private static final Duration[] LAGS = Stream
            .of("PT0.5S", "PT1S", "PT2S", "PT5S", "PT10S", "PT30S", "PT1M", "PT5M", "PT15M", "PT1H", "PT6H", "P1D")
            .map(Duration::parse).toArray(Duration[]::new);

    private final Timer lag;
    private final JdbcClient jdbc;
    private final Clock clock;

    Departures(MeterRegistry meters, JdbcClient jdbc, Clock clock) {
        this.lag = Timer.builder("rollcall.deprovisioning.lag").description(
                "Time from when a directory user was deleted or deactivated, as Scalekit says, to the loss of access here")
                .serviceLevelObjectives(LAGS).register(meters);
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Where a directory user is known.
    ///
    /// @param organizationId the organization
    /// @param isActive whether the user is said to be active
    record Home(String organizationId, boolean isActive) {
    }

    /// {@return where those of the directory users are known who are known at all}
    Map<String, Home> homes(Collection<String> ids) {
        Map<String, Home> homes = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, organization_id, active from directory_user where id = any (:ids)")
                    .param("ids", ids.toArray(String[]::new)).query(row -> {
                        homes.put(row.getString(1), new Home(row.getString(2), row.getBoolean(3)));
                    });
        }
        return homes;
    }

    /// Counts a user who left, once the transaction is committed.
    ///
    /// @param occurredAt when the user left
    void count(Instant occurredAt) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                Duration since = Duration.between(occurredAt, clock.instant());
                lag.record(since.isNegative() ? Duration.ZERO : since); // Scalekit's clock may be ahead
            }
        });
    }
}
