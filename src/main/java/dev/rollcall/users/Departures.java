package dev.rollcall.users;

import dev.rollcall.scalekit.DirectoryUser;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
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

    /// {@return the ids of those who leave: they are said not to be active, and have been so far}
    Set<String> among(Stream<DirectoryUser> users) {
        String[] gone = users.filter(user -> Boolean.FALSE.equals(user.active())).map(DirectoryUser::id)
                .toArray(String[]::new);
        return gone.length == 0 ? Set.of()
                : Set.copyOf(jdbc.sql("select id from directory_user where id = any (:ids) and active")
                        .param("ids", gone).query(String.class).list());
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
