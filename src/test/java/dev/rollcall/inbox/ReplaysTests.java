package dev.rollcall.inbox;

import static dev.rollcall.inbox.EventStatus.DEAD;
import static dev.rollcall.inbox.EventStatus.IGNORED;
import static dev.rollcall.inbox.EventStatus.PENDING;
import static dev.rollcall.inbox.EventStatus.PROCESSED;
import static dev.rollcall.inbox.EventStatus.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Stale;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@InboxTest
class ReplaysTests {

    @Autowired
    private Replays replays;
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

    @BeforeEach
    @AfterEach
    void empty() {
        rows.clear();
    }

    @Test
    void replaysAnEventAsIfItHadJustArrived() {
        long dead = rows.finished(new Rejected("Broken."));
        clock.goOn(Duration.ofDays(1));
        assertThat(replays.replay(dead)).contains(rows.row(dead));
        assertThat(rows.row(dead)).returns(PENDING, InboxEvent::status).returns(0, InboxEvent::attempts)
                .returns(null, InboxEvent::reason).returns(null, InboxEvent::processedAt);
        assertThat(rows.nextAttempt(dead)).isEqualTo(clock.instant());
        handler.answers(event -> new Applied(null));
        batch.applyDue(1, claimed -> {
        });
        assertThat(rows.row(dead)).returns(PROCESSED, InboxEvent::status).returns(1, InboxEvent::attempts);
    }

    @Test
    void replaysEveryFinishedEventThatMatchesAndNoneThatIsPending() {
        long applied = rows.finished(new Applied(null));
        long waiting = rows.accepted();
        batch.fail(waiting, "Early.");
        clock.goOn(Duration.ofSeconds(1));
        long stale = rows.finished(new Stale("Older."));
        long dead = rows.finished(new Rejected("Broken."));
        long ignored = rows.finished(new Ignored("Of no use."));
        InboxEvent pending = rows.row(waiting);
        assertThat(replays.replay(new EventFilter(PENDING, null, null, null, null, null))).isZero();
        assertThat(replays.replay(new EventFilter(DEAD, null, null, null, null, null))).isEqualTo(1);
        assertThat(rows.statuses(List.of(applied, stale, dead, ignored))).containsExactly(PROCESSED, STALE, PENDING,
                IGNORED);
        assertThat(replays.replay(new EventFilter(null, null, null, null, clock.instant(), null))).isEqualTo(2);
        assertThat(rows.statuses(List.of(applied, stale, ignored))).containsExactly(PROCESSED, PENDING, PENDING);
        assertThat(replays.replay(new EventFilter(null, null, null, null, null, null))).isEqualTo(1);
        assertThat(rows.row(applied)).returns(PENDING, InboxEvent::status).returns(0, InboxEvent::attempts);
        assertThat(rows.nextAttempt(applied)).isEqualTo(clock.instant());
        assertThat(rows.row(waiting)).isEqualTo(pending).returns(1, InboxEvent::attempts);
        assertThat(rows.nextAttempt(waiting)).isNotEqualTo(clock.instant());
    }

    @Test
    void replaysInSteps() {
        jdbc.sql(
                """
                        insert into webhook_event (webhook_id, payload, received_at, next_attempt_at, status, type)
                        select 'msg_' || number, '{}', now(), now(), case when number % 5 = 0 then 'DEAD' else 'IGNORED' end, 'some.type'
                          from generate_series(1, 25_000) as number""")
                .update();

        assertThat(replays.replay(new EventFilter(null, "some.type", null, null, null, null))).isEqualTo(25_000);

        assertThat(jdbc.sql("select count(*) from webhook_event where status = 'PENDING'").query(Long.class).single())
                .isEqualTo(25_000);
    }
}
