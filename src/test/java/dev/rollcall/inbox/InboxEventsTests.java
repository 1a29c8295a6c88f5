package dev.rollcall.inbox;

import static dev.rollcall.inbox.EventStatus.DEAD;
import static dev.rollcall.inbox.EventStatus.PENDING;
import static dev.rollcall.inbox.EventStatus.PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@InboxTest
class InboxEventsTests {

    private static final EventFilter ALL = new EventFilter(null, null, null, null, null, null);

    @Autowired
    private InboxEvents events;
    @Autowired
    private Replays replays;
    @Autowired
    private ClockDouble clock;
    @Autowired
    private InboxRows rows;

    @BeforeEach
    @AfterEach
    void empty() {
        rows.clear();
    }

    @Test
    void knowsNothingOfAnEventThatItDoesNotHave() {
        assertThat(events.find(Long.MAX_VALUE)).isEmpty();
        assertThat(events.payload(Long.MAX_VALUE)).isEmpty();
        assertThat(replays.replay(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void listsTheNewestFirstAndPageByPage() {
        List<Long> newestFirst = rows.accepted(5).reversed();
        assertThat(events.list(ALL, null, 2)).extracting(InboxEvent::id).isEqualTo(newestFirst.subList(0, 2));
        assertThat(events.list(ALL, newestFirst.get(1), 2)).extracting(InboxEvent::id)
                .isEqualTo(newestFirst.subList(2, 4));
        assertThat(events.list(ALL, newestFirst.get(3), 2)).extracting(InboxEvent::id)
                .isEqualTo(newestFirst.subList(4, 5));
        assertThat(events.list(ALL, newestFirst.get(4), 2)).isEmpty();
    }

    @Test
    void listsWhatMatchesEveryPartOfTheFilter() {
        long user = rows.accepted(ScalekitEvents.userCreated("diruser_1").in("org_1"));
        clock.goOn(Duration.ofSeconds(1));
        Instant later = clock.instant();
        long group = rows.accepted(ScalekitEvents.groupCreated("dirgroup_1").in("org_2"));
        long other = rows.accepted(ScalekitEvents.userCreated("diruser_2").in("org_2"));
        rows.apply(other);
        assertThat(ids(new EventFilter(PROCESSED, null, null, null, null, null))).containsExactly(other);
        assertThat(ids(new EventFilter(null, "organization.directory.user_created", null, null, null, null)))
                .containsExactly(other, user);
        assertThat(ids(new EventFilter(null, null, "org_2", null, null, null))).containsExactly(other, group);
        assertThat(ids(new EventFilter(null, null, null, null, later, null))).containsExactly(other, group);
        assertThat(ids(new EventFilter(null, null, null, null, null, later))).containsExactly(user);
        assertThat(ids(new EventFilter(null, null, null, "dirgroup_1", null, null))).containsExactly(group);
        assertThat(replays.countFinished(ALL)).isEqualTo(1);
        assertThat(replays.countFinished(new EventFilter(null, null, null, "dirgroup_1", null, null))).isZero();
        assertThat(ids(new EventFilter(PENDING, "organization.directory.group_created", "org_2", null, later, null)))
                .containsExactly(group);
        assertThat(ids(new EventFilter(DEAD, "organization.directory.group_created", "org_2", null, later, null)))
                .isEmpty();
    }

    private List<Long> ids(EventFilter filter) {
        return events.list(filter, null, 10).stream().map(InboxEvent::id).toList();
    }
}
