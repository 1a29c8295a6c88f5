package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Waiting;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The figures of the inbox.
@InboxTest
class InboxMetricsTests {

    private static final String USER_CREATED = "organization.directory.user_created";

    @Autowired
    private Inbox inbox;
    @Autowired
    private EventBatch batch;
    @Autowired
    private HandlerDouble handler;
    @Autowired
    private ClockDouble clock;
    @Autowired
    private InboxRows rows;
    @Autowired
    private JdbcClient jdbc;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private InboxMetrics metrics; // the gauges hold it weakly

    @BeforeEach
    void empty() {
        rows.clear();
        metrics = new InboxMetrics(meters, jdbc, clock);
    }

    @AfterEach
    void end() {
        rows.clear();
    }

    @Test
    void countsAttemptsByTypeAndOutcome() {
        attempt(rows.accepted(), new Applied());
        attempt(rows.accepted(), new Applied());
        attempt(rows.accepted(), new Waiting("Early."));
        attempt(rows.accepted(), new Rejected("Broken."));
        attempt(inbox.accept("msg_1", new byte[0]).id(), new Rejected("The payload is not a JSON object."));
        assertThat(attempts(USER_CREATED, "processed")).isEqualTo(2);
        assertThat(attempts(USER_CREATED, "retry")).isEqualTo(1);
        assertThat(attempts(USER_CREATED, "dead")).isEqualTo(1);
        assertThat(attempts("unreadable", "dead")).isEqualTo(1);
    }

    @Test
    void makesNoTimeSeriesOfTypesThatRollcallDoesNotKnow() {
        for (String type : new String[] { "user.signup", "user.login" }) {
            attempt(inbox.accept(type, "{\"type\":\"%s\"}".formatted(type).getBytes()).id(), new Ignored("Of no use."));
        }
        assertThat(meters.find("rollcall.events.processed").timers()).singleElement()
                .returns("other", timer -> timer.getId().getTag("type")).returns(2L, Timer::count);
    }

    @Test
    void measuresTheTimeFromTheAcknowledgement() {
        long id = rows.accepted();
        clock.goOn(Duration.ofSeconds(7));
        attempt(id, new Applied());
        assertThat(meters.get("rollcall.events.processed").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void showsHowManyEventsArePendingAndTheAgeOfTheOldest() {
        assertThat(gauge("rollcall.events.pending")).isZero();
        assertThat(gauge("rollcall.events.pending.age")).isZero();
        long oldest = rows.accepted();
        clock.goOn(Duration.ofSeconds(90));
        rows.accepted(2);
        assertThat(gauge("rollcall.events.pending")).isEqualTo(3);
        assertThat(gauge("rollcall.events.pending.age")).isEqualTo(90);
        attempt(oldest, new Applied());
        assertThat(gauge("rollcall.events.pending")).isEqualTo(2);
        assertThat(gauge("rollcall.events.pending.age")).isZero();
    }

    @Test
    void knowsNoFigureWhileTheDatabaseCannotBeReached() {
        var unreachable = new DriverManagerDataSource("jdbc:postgresql://localhost:1/none?connectTimeout=1");
        MeterRegistry blind = new SimpleMeterRegistry();
        metrics = new InboxMetrics(blind, JdbcClient.create(unreachable), clock);
        assertThat(blind.get("rollcall.events.pending").gauge().value()).isNaN();
        assertThat(blind.get("rollcall.events.pending.age").gauge().value()).isNaN();
    }

    private void attempt(long id, Outcome outcome) {
        handler.answers(event -> outcome);
        batch.applyAlone(id).forEach(metrics::attempted);
    }

    private long attempts(String type, String outcome) {
        return meters.get("rollcall.events.processed").tags("type", type, "outcome", outcome).timer().count();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
