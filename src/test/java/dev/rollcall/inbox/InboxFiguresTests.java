package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Rejected;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@InboxTest
class InboxFiguresTests {

    @Autowired
    private InboxFigures figures;
    @Autowired
    private ClockDouble clock;
    @Autowired
    private InboxRows rows;
    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void empty() {
        rows.clear();
    }

    @Test
    void knowsNothingOfAnEmptyInbox() {
        InboxHealth health = figures.health();

        assertThat(health.pending()).isZero();
        assertThat(health.oldestPending()).isNull();
        assertThat(health.median()).isNull();
        assertThat(health.received()).hasSize(180).containsOnly(0L);
    }

    @Test
    void countsWhatWaitsAndWhatIsDead() {
        rows.finished(new Rejected("Broken."));
        Instant first = clock.instant();
        rows.accepted(2);
        clock.goOn(Duration.ofMinutes(3));
        rows.accepted();

        InboxHealth health = figures.health();

        assertThat(health.pending()).isEqualTo(3);
        assertThat(health.oldestPending()).isEqualTo(first);
        assertThat(health.dead()).isEqualTo(1);
        assertThat(figures.dead()).isEqualTo(1);
    }

    @Test
    void namesOrganizationsOfTheNewestThousandDeadLetters() {
        dead("org_a", 1);
        dead("org_c", 999);
        dead("org_b", 1);
        assertThat(figures.organizationsOfDead(3)).as("1,000 are looked at").containsExactly("org_b", "org_c");
        assertThat(figures.organizationsOfDead(1)).containsExactly("org_b");
        assertThat(figures.dead()).isEqualTo(1001);
    }

    private void dead(String organization, int letters) {
        jdbc.sql("""
                insert into webhook_event (webhook_id, payload, received_at, organization_id, status, next_attempt_at)
                select :organization || number, '', now(), :organization, 'DEAD', now()
                  from generate_series(1, :letters) as number""").param("organization", organization)
                .param("letters", letters).update();
    }

    @Test
    void countsTheEventsOfEachMinuteOfTheLastThreeHours() {
        rows.accepted(5);
        clock.goOn(Duration.ofHours(3));
        rows.accepted(2);
        clock.goOn(Duration.ofMinutes(1));
        rows.accepted(3);

        InboxHealth health = figures.health();

        assertThat(health.received().subList(0, 178)).containsOnly(0L);
        assertThat(health.received().subList(178, 180)).containsExactly(2L, 3L);
        assertThat(health.since()).isBetween(clock.instant().minus(Duration.ofMinutes(180)),
                clock.instant().minus(Duration.ofMinutes(179)));
    }

    @Test
    void saysHowLongItTakesFromReceiptToApplied() {
        for (int seconds = 1; seconds <= 3; seconds++) {
            long id = rows.accepted();
            clock.goOn(Duration.ofSeconds(seconds));
            rows.attempt(id, new Applied(null));
        }
        rows.accepted();

        InboxHealth health = figures.health();

        assertThat(health.finished()).isEqualTo(3);
        assertThat(health.median()).isEqualTo(Duration.ofSeconds(2));
        assertThat(health.slowest()).isEqualTo(Duration.ofMillis(2980));
        clock.goOn(Duration.ofHours(1));
        assertThat(figures.health().finished()).isZero();
    }
}
