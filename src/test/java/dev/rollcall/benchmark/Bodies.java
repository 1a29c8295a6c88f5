package dev.rollcall.benchmark;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;

import dev.rollcall.simulator.ScalekitEvents.Group;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.ArrayList;
import java.util.List;

/// Bodies of webhooks as the micro-benchmarks verify and read them.
public final class Bodies {

    private Bodies() {
    }

    /// {@return an update of a user who is in as many groups as make this many bytes, or a few more}
    ///
    /// @param bytes at least 500
    public static byte[] ofAbout(int bytes) {
        SimulatedEvent event = userUpdated("diruser_53879494091473415").email("john.doe@example.com").name("John Doe")
                .givenName("John").familyName("Doe").active(true).roles("viewer");
        List<Group> groups = new ArrayList<>();
        byte[] body = event.bytes();
        while (body.length < bytes) {
            int number = groups.size();
            groups.add(group("dirgroup_%017d".formatted(number), "Group " + number));
            body = event.groups(groups.toArray(Group[]::new)).bytes();
        }
        return body;
    }
}
