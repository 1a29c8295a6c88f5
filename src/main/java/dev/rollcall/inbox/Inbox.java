package dev.rollcall.inbox;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/// Where events are put in.
@Service
public class Inbox {

    private final EventHandler handler;
    private final GroupCommit groupCommit;
    private final Wakeup wakeup;
    private final EventTraces traces;
    private final Clock clock;

    Inbox(EventHandler handler, GroupCommit groupCommit, Wakeup wakeup, EventTraces traces, Clock clock) {
        this.handler = handler;
        this.groupCommit = groupCommit;
        this.wakeup = wakeup;
        this.traces = traces;
        this.clock = clock;
    }

    /// Wakes this node's workers to look for events that can be applied now: those of an organization that was being changed.
    public void wake() {
        wakeup.signal();
    }

    /// Keeps an event, whatever it contains; of one whose type is of no use, only the type. When this returns the event
    /// is committed, by this call or an earlier one.
    ///
    /// @param webhookId the idempotency key, 1 to 255 printable ASCII characters
    /// @param payload the body, byte for byte as it was signed
    /// @return the event's place in the inbox
    /// @throws org.springframework.dao.DataAccessException if it could not be kept
    public Acceptance accept(String webhookId, byte[] payload) {
        EventFacts facts = handler.describe(payload);
        Acceptance acceptance = groupCommit.keep(new Arrival(webhookId, facts.isUseful() ? payload : typeAlone(facts),
                clock.instant(), facts, traces.current()));
        if (!acceptance.duplicate()) {
            traces.accepted(webhookId, acceptance.id());
        }
        return acceptance;
    }

    private static byte[] typeAlone(EventFacts facts) {
        return JsonMapper.shared().writeValueAsBytes(Map.of("type", Objects.requireNonNull(facts.type())));
    }
}
