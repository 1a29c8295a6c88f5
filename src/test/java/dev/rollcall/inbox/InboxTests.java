package dev.rollcall.inbox;

import static dev.rollcall.inbox.EventStatus.PENDING;
import static dev.rollcall.inbox.EventStatus.PROCESSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

/// The inbox from the outside: that it keeps whatever it is given, once.
@InboxTest
class InboxTests {

    private static final EventFilter ALL = new EventFilter(null, null, null, null, null, null);

    @Autowired
    private Inbox inbox;
    @Autowired
    private InboxEvents events;
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
        assertThat(events.payload(first.id())).contains(bytes("first"));
        assertThat(events.list(ALL, null, 10)).hasSize(2);
    }

    @Test
    void hasADuplicateChangeNothing() {
        long id = inbox.accept("msg_1", bytes("x")).id();
        rows.apply(id);
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
        assertThat(events.list(ALL, null, 10)).hasSize(1);
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
        assertThat(events.list(ALL, null, 10)).extracting(InboxEvent::webhookId).containsExactly("msg_1");
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
        assertThat(events.payload(acceptance.id())).contains(payload);
        assertThat(events.list(ALL, null, 1)).containsExactly(rows.row(acceptance.id()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
