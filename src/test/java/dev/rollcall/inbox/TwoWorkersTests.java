package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The inbox as it is delivered: two workers, and the handler of the service.
@RollcallTest
class TwoWorkersTests {

    private static final int EVENTS = 200;

    @Autowired
    private Inbox inbox;
    @Autowired
    private InboxEvents events;
    @Autowired
    private JdbcClient jdbc;

    @Test
    void applyEachAcceptedEventOnce() {
        String organization = "org_" + UUID.randomUUID();
        List<Long> ids = IntStream.range(0, EVENTS)
                .mapToObj(i -> ScalekitEvents.userCreated("diruser_" + organization + i).in(organization)
                        .email("u" + i + "@x.io"))
                .map(event -> inbox.accept(organization + event.webhookId(), event.bytes()).id()).toList();
        EventFilter pending = new EventFilter(EventStatus.PENDING, null, organization, null, null, null);
        await().until(() -> events.list(pending, null, 1).isEmpty());
        assertThat(events.list(new EventFilter(EventStatus.PROCESSED, null, organization, null, null, null), null,
                EVENTS + 1)).hasSameSizeAs(ids).allMatch(event -> event.attempts() == 1);
        assertThat(jdbc.sql("select count(*) from app_user where organization_id = ?").param(organization)
                .query(Long.class).single()).isEqualTo(EVENTS);
    }
}
