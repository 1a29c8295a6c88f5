package dev.rollcall.simulator;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Turns changes into webhooks, unless they are made quietly.
final class Announcements {

    private static final ScopedValue<Boolean> QUIET = ScopedValue.newInstance();

    private final Webhooks webhooks;

    // Begins with the time, so that a simulator that is started anew never takes an id a second time.
    private final AtomicLong ids = new AtomicLong(System.currentTimeMillis() * 1_000);

    Announcements(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /// Runs something whose changes nobody is told about.
    static void quietly(Runnable changes) {
        ScopedValue.where(QUIET, true).run(changes);
    }

    static boolean isQuiet() {
        return QUIET.orElse(false);
    }

    void post(String organizationId, Instant at, Oddities oddities, Supplier<SimulatedEvent> event) {
        if (!isQuiet()) {
            var number = ids.incrementAndGet();
            webhooks.add(oddities
                    .told(event.get().id("evt_" + number).webhookId("msg_" + number).in(organizationId).at(at)));
        }
    }
}
