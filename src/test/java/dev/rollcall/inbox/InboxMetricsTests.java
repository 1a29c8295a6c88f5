package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Stale;
import dev.rollcall.inbox.Outcome.Unreadable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
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
    private ClockDouble clock;
    @Autowired
    private InboxRows rows;
    @Autowired
    private JdbcClient jdbc;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private InboxMetrics metrics;
    private InboxFigures figures; // the meters hold it weakly

    @BeforeEach
    void empty() {
        rows.clear();
        metrics = new InboxMetrics(meters, clock);
        figures = new InboxFigures(meters, jdbc, clock);
    }

    @AfterEach
    void end() {
        rows.clear();
    }

    @Test
    void countsAttemptsByTypeAndOutcome() {
        attempt(rows.accepted(), new Applied(null));
        attempt(rows.accepted(), new Applied(null));
        metrics.attempted(batch.fail(rows.accepted(), "Early.").orElseThrow());
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
        attempt(id, new Applied(null));
        assertThat(meters.get("rollcall.events.processed").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void showsHowManyEventsArePendingAndTheAgeOfTheOldest() {
        assertThat(gauge("rollcall.events.pending")).isZero();
        assertThat(gauge("rollcall.events.pending.age")).isZero();
        assertThat(gauge("rollcall.events.dead.letters")).isZero();
        long oldest = rows.accepted();
        clock.goOn(Duration.ofSeconds(90));
        rows.accepted(2);
        assertThat(gauge("rollcall.events.pending")).isEqualTo(3);
        assertThat(gauge("rollcall.events.pending.age")).isEqualTo(90);
        attempt(oldest, new Rejected("Broken."));
        assertThat(gauge("rollcall.events.pending")).as("for five seconds").isEqualTo(3);
        clock.goOn(InboxFigures.KEPT);
        assertThat(gauge("rollcall.events.pending")).isEqualTo(2);
        assertThat(gauge("rollcall.events.pending.age")).isEqualTo(InboxFigures.KEPT.toSeconds());
        assertThat(gauge("rollcall.events.dead.letters")).isEqualTo(1);
    }

    @Test
    void tellsWhatIsDueFromWhatWaitsToBeTriedAgain() {
        long waiting = rows.accepted();
        metrics.attempted(batch.fail(waiting, "Early.").orElseThrow());
        assertThat(gauge("rollcall.events.overdue")).isZero();
        clock.goOn(InboxFigures.KEPT);
        assertThat(gauge("rollcall.events.pending.age")).isEqualTo(5);
        assertThat(gauge("rollcall.events.overdue")).as("it was due after a second or less").isBetween(4.0, 4.5);
    }

    @Test
    void countsDeadLettersByReasonFromZero() {
        assertThat(meters.find("rollcall.events.dead").counters()).hasSize(3).allMatch(counter -> counter.count() == 0);
        attempt(rows.accepted(), new Unreadable("Broken."));
        attempt(rows.accepted(), new Rejected("Foreign."));
        assertThat(dead("unreadable")).isEqualTo(1);
        assertThat(dead("rejected")).isEqualTo(1);
        long failing = rows.accepted();
        for (int i = 0; i < 4; i++) {
            metrics.attempted(batch.fail(failing, "Failed.").orElseThrow());
        }
        assertThat(dead("failed")).isEqualTo(1);
    }

    @Test
    void measuresTheTimeFromTheOccurrenceOfWhatIsApplied() {
        Instant occurred = clock.instant().minusSeconds(100);
        long late = inbox.accept("msg_late", event(occurred)).id();
        long stale = inbox.accept("msg_stale", event(occurred)).id();
        long ahead = inbox.accept("msg_ahead", event(clock.instant().plusSeconds(60))).id();
        clock.goOn(Duration.ofSeconds(20));
        attempt(late, new Applied(null));
        attempt(stale, new Stale("Older."));
        attempt(ahead, new Applied(null));
        Timer lag = meters.get("rollcall.events.lag").timer();
        assertThat(lag.count()).isEqualTo(2);
        assertThat(lag.totalTime(TimeUnit.SECONDS)).isEqualTo(120);
        assertThat(meters.get("rollcall.events.applied").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(40);
    }

    private static byte[] event(Instant occurred) {
        return "{\"type\":\"%s\",\"occurred_at\":\"%s\"}".formatted(USER_CREATED, occurred).getBytes();
    }

    private double dead(String reason) {
        return meters.get("rollcall.events.dead").tag("reason", reason).counter().count();
    }

    @Test
    void knowsNoFigureWhileTheDatabaseCannotBeReached() {
        var unreachable = new DriverManagerDataSource("jdbc:postgresql://localhost:1/none?connectTimeout=1");
        MeterRegistry blind = new SimpleMeterRegistry();
        figures = new InboxFigures(blind, JdbcClient.create(unreachable), clock);
        assertThat(blind.get("rollcall.events.pending").gauge().value()).isNaN();
        assertThat(blind.get("rollcall.events.pending.age").gauge().value()).isNaN();
    }

    private void attempt(long id, Outcome outcome) {
        rows.attempt(id, outcome).forEach(metrics::attempted);
    }

    private long attempts(String type, String outcome) {
        return meters.get("rollcall.events.processed").tags("type", type, "outcome", outcome).timer().count();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
