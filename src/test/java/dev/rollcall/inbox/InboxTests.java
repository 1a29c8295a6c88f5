package dev.rollcall.inbox;

import static dev.rollcall.inbox.EventStatus.DEAD;
import static dev.rollcall.inbox.EventStatus.IGNORED;
import static dev.rollcall.inbox.EventStatus.PENDING;
import static dev.rollcall.inbox.EventStatus.PROCESSED;
import static dev.rollcall.inbox.EventStatus.STALE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Stale;
import dev.rollcall.simulator.ScalekitEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The inbox from the outside: that it keeps whatever it is given, once, and what a replay makes due.
@InboxTest
class InboxTests {

    private static final EventFilter ALL = new EventFilter(null, null, null, null, null, null);

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

    @BeforeEach
    @AfterEach
    void empty() {
        rows.clear();
        jdbc.sql("alter table webhook_event drop constraint if exists not_today").update();
    }

    @Test
    void acceptsAnEventOnceAndKeepsItsFirstPayload() {
        Acceptance first = inbox.accept("msg_1", bytes("first"));
        assertThat(first.duplicate()).isFalse();
        assertThat(inbox.accept("msg_1", bytes("second"))).isEqualTo(new Acceptance(first.id(), true));
        assertThat(inbox.accept("MSG_1", bytes("first")).duplicate()).isFalse();
        assertThat(inbox.payload(first.id())).contains(bytes("first"));
        assertThat(inbox.list(ALL, null, 10)).hasSize(2);
    }

    @Test
    void hasADuplicateChangeNothing() {
        long id = inbox.accept("msg_1", bytes("x")).id();
        batch.applyAlone(id, failed -> {
        });
        InboxEvent before = rows.row(id);
        clock.goOn(Duration.ofMinutes(1));
        inbox.accept("msg_1", bytes("x"));
        assertThat(rows.row(id)).isEqualTo(before).returns(PROCESSED, InboxEvent::status);
    }

    @Test
    void acceptsOneOfManySimultaneousDeliveries() throws Exception {
        CyclicBarrier together = new CyclicBarrier(16);
        Callable<Acceptance> delivery = () -> {
            together.await(30, TimeUnit.SECONDS);
            return inbox.accept("msg_1", bytes("x"));
        };
        try (var threads = Executors.newFixedThreadPool(16)) {
            List<Acceptance> acceptances = threads.invokeAll(Stream.generate(() -> delivery).limit(16).toList())
                    .stream().map(Future::resultNow).toList();
            assertThat(acceptances).extracting(Acceptance::id).containsOnly(rows.row(acceptances.getFirst().id()).id());
            assertThat(acceptances).extracting(Acceptance::duplicate).containsOnlyOnce(false).hasSize(16);
        }
        assertThat(inbox.list(ALL, null, 10)).hasSize(1);
    }

    @Test
    void takesNoOtherConflictForADuplicate() {
        inbox.accept("msg_1", bytes("x"));
        jdbc.sql("alter table webhook_event add constraint not_today exclude (payload with =)").update();
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> inbox.accept("msg_2", bytes("x")));
        jdbc.sql("alter table webhook_event drop constraint not_today").update();
        jdbc.sql("alter table webhook_event add constraint not_today check (webhook_id <> 'msg_2')").update();
        assertThatExceptionOfType(DataIntegrityViolationException.class)
                .isThrownBy(() -> inbox.accept("msg_2", bytes("y")));
        assertThat(inbox.list(ALL, null, 10)).extracting(InboxEvent::webhookId).containsExactly("msg_1");
    }

    @Test
    void describesAnEventByWhatItsPayloadSays() {
        var event = ScalekitEvents.userCreated("diruser_7").in("org_7").id("evt_7")
                .at(Instant.parse("2026-02-03T12:00:00.123456Z"));
        long id = inbox.accept("msg_7", event.bytes()).id();
        assertThat(rows.row(id)).isEqualTo(
                new InboxEvent(id, "msg_7", "evt_7", "organization.directory.user_created", "org_7", "diruser_7",
                        Instant.parse("2026-02-03T12:00:00.123456Z"), clock.instant(), null, PENDING, 0, null));
    }

    static Stream<byte[]> whatIsNoProperEvent() {
        var event = ScalekitEvents.userCreated("diruser_1");
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        return Stream.concat(Stream.of(new byte[0], everyByte, new byte[1 << 20]),
                Stream.of("{", "[]", "null", "{\"id\":{},\"type\":[],\"data\":7}",
                        event.with("type", "x".repeat(100_000)).in("o".repeat(100_000)).json(),
                        event.json().replace("diruser_1", "\\u0000\\ud800"),
                        event.with("occurred_at", "+292278994-08-17T07:12:55.807Z").json(),
                        event.with("type", "[".repeat(10_000)).json(), "[".repeat(10_000)).map(InboxTests::bytes));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("whatIsNoProperEvent")
    void keepsWhateverItIsGivenAsItIs(byte[] payload) {
        Acceptance acceptance = inbox.accept("msg_1", payload);
        assertThat(acceptance.duplicate()).isFalse();
        assertThat(inbox.payload(acceptance.id())).contains(payload);
        assertThat(inbox.list(ALL, null, 1)).containsExactly(rows.row(acceptance.id()));
    }

    @Test
    void knowsNothingOfAnEventThatItDoesNotHave() {
        assertThat(inbox.find(Long.MAX_VALUE)).isEmpty();
        assertThat(inbox.payload(Long.MAX_VALUE)).isEmpty();
        assertThat(inbox.replay(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void listsTheNewestFirstAndPageByPage() {
        List<Long> newestFirst = rows.accepted(5).reversed();
        assertThat(inbox.list(ALL, null, 2)).extracting(InboxEvent::id).isEqualTo(newestFirst.subList(0, 2));
        assertThat(inbox.list(ALL, newestFirst.get(1), 2)).extracting(InboxEvent::id)
                .isEqualTo(newestFirst.subList(2, 4));
        assertThat(inbox.list(ALL, newestFirst.get(3), 2)).extracting(InboxEvent::id)
                .isEqualTo(newestFirst.subList(4, 5));
        assertThat(inbox.list(ALL, newestFirst.get(4), 2)).isEmpty();
    }

    @Test
    void listsWhatMatchesEveryPartOfTheFilter() {
        long user = accept("msg_1", ScalekitEvents.userCreated("diruser_1").in("org_1").bytes());
        clock.goOn(Duration.ofSeconds(1));
        Instant later = clock.instant();
        long group = accept("msg_2", ScalekitEvents.groupCreated("dirgroup_1").in("org_2").bytes());
        long other = accept("msg_3", ScalekitEvents.userCreated("diruser_2").in("org_2").bytes());
        batch.applyAlone(other, failed -> {
        });
        assertThat(ids(new EventFilter(PROCESSED, null, null, null, null, null))).containsExactly(other);
        assertThat(ids(new EventFilter(null, "organization.directory.user_created", null, null, null, null)))
                .containsExactly(other, user);
        assertThat(ids(new EventFilter(null, null, "org_2", null, null, null))).containsExactly(other, group);
        assertThat(ids(new EventFilter(null, null, null, null, later, null))).containsExactly(other, group);
        assertThat(ids(new EventFilter(null, null, null, null, null, later))).containsExactly(user);
        assertThat(ids(new EventFilter(null, null, null, "dirgroup_1", null, null))).containsExactly(group);
        assertThat(inbox.countFinished(ALL)).isEqualTo(1);
        assertThat(inbox.countFinished(new EventFilter(null, null, null, "dirgroup_1", null, null))).isZero();
        assertThat(ids(new EventFilter(PENDING, "organization.directory.group_created", "org_2", null, later, null)))
                .containsExactly(group);
        assertThat(ids(new EventFilter(DEAD, "organization.directory.group_created", "org_2", null, later, null)))
                .isEmpty();
    }

    @Test
    void replaysAnEventAsIfItHadJustArrived() {
        long dead = rows.accepted();
        handler.answers(event -> new Rejected("Broken."));
        batch.applyAlone(dead, failed -> {
        });
        clock.goOn(Duration.ofDays(1));
        assertThat(inbox.replay(dead)).contains(rows.row(dead));
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
        long applied = finished(new Applied(null));
        long waiting = rows.accepted();
        batch.fail(waiting, "Early.");
        clock.goOn(Duration.ofSeconds(1));
        long stale = finished(new Stale("Older."));
        long dead = finished(new Rejected("Broken."));
        long ignored = finished(new Ignored("Of no use."));
        InboxEvent pending = rows.row(waiting);
        assertThat(inbox.replay(new EventFilter(PENDING, null, null, null, null, null))).isZero();
        assertThat(inbox.replay(new EventFilter(DEAD, null, null, null, null, null))).isEqualTo(1);
        assertThat(rows.statuses(List.of(applied, stale, dead, ignored))).containsExactly(PROCESSED, STALE, PENDING,
                IGNORED);
        assertThat(inbox.replay(new EventFilter(null, null, null, null, clock.instant(), null))).isEqualTo(2);
        assertThat(rows.statuses(List.of(applied, stale, ignored))).containsExactly(PROCESSED, PENDING, PENDING);
        assertThat(inbox.replay(ALL)).isEqualTo(1);
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

        assertThat(inbox.replay(new EventFilter(null, "some.type", null, null, null, null))).isEqualTo(25_000);

        assertThat(jdbc.sql("select count(*) from webhook_event where status = 'PENDING'").query(Long.class).single())
                .isEqualTo(25_000);
    }

    private long finished(Outcome outcome) {
        long id = rows.accepted();
        handler.answers(event -> outcome);
        batch.applyAlone(id, failed -> {
        });
        return id;
    }

    private long accept(String webhookId, byte[] payload) {
        return inbox.accept(webhookId, payload).id();
    }

    private List<Long> ids(EventFilter filter) {
        return inbox.list(filter, null, 10).stream().map(InboxEvent::id).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
