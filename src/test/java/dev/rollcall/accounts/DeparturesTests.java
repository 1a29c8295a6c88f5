package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.SimulatedEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// How long those who left kept their access.
@RollcallTest
class DeparturesTests {

    private final String ann = "diruser_" + UUID.randomUUID();
    private final String organization = "org_" + UUID.randomUUID();

    @Autowired
    private RollcallClient client;
    private Timer lag;
    private long before;

    @BeforeEach
    void connect(@Autowired MeterRegistry meters) {
        lag = meters.get("rollcall.deprovisioning.lag").timer();
        before = lag.count();
    }

    @Test
    void countsWhoIsDeletedOrDeactivatedAndNobodyTwice() {
        happens(userCreated(ann));
        happens(userUpdated(ann).named("Ann", "Lee"));
        assertThat(departures()).isZero();
        happens(userUpdated(ann).active(false));
        assertThat(departures()).isEqualTo(1);
        happens(userDeleted(ann));
        assertThat(departures()).as("already gone").isEqualTo(1);
        happens(userUpdated(ann).active(true));
        happens(userDeleted(ann));
        assertThat(departures()).isEqualTo(2);
    }

    @Test
    void doesNotCountWhoWasNeverHere() {
        happens(userDeleted(ann));
        assertThat(departures()).isZero();
    }

    @Test
    void measuresTheTimeSinceTheDirectorySaidSo() {
        double total = lag.totalTime(TimeUnit.SECONDS);
        Instant now = Instant.now();
        happens(userCreated(ann).at(now.minus(Duration.ofHours(3))));
        happens(userDeleted(ann).at(now.minus(Duration.ofHours(2))));
        assertThat(lag.totalTime(TimeUnit.SECONDS) - total).isBetween(7200.0, 7260.0);
    }

    private void happens(SimulatedEvent event) {
        assertThat(client.deliver(event.in(organization)).path("status").asString()).isEqualTo("PROCESSED");
    }

    private long departures() {
        return lag.count() - before;
    }
}
