package dev.rollcall.users;

import static dev.rollcall.simulator.ScalekitEvents.directoryDisabled;
import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;

import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.ScalekitEvents.Group;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Makes histories of events that a directory could send, in the order in which they occurred. Addresses are few, so that
/// people share them, take them over and come back under them; instants are few, so that many are equal; fields are left
/// out at random. Every id ends in `~`, to be replaced, so that the same history can happen in several places.
final class RandomHistory {

    private static final int EVENTS = 24;
    private static final Instant BEGINNING = Instant.parse("2026-03-01T08:00:00Z");

    private final Random random;
    private final List<SimulatedEvent> events = new ArrayList<>();
    private Instant now = BEGINNING;

    private RandomHistory(long seed) {
        this.random = new Random(seed);
    }

    /// {@return events, of which those whose id begins with `api:` stand for what a run reads: users as a directory lists
    /// them}
    static List<SimulatedEvent> of(long seed) {
        RandomHistory history = new RandomHistory(seed);
        Random runs = new Random(~seed);
        for (int i = 0; i < EVENTS; i++) {
            history.now = history.now.plusMillis(500L * history.random.nextInt(3));
            // An id that says nothing about the order.
            SimulatedEvent event = history.next();
            boolean listed = event.json().contains("user_updated") && runs.nextInt(3) == 0;
            history.events
                    .add(event.id("%s%04d_%d".formatted(listed ? "api:" : "evt_", history.random.nextInt(10_000), i))
                            .webhookId("msg_" + i).at(history.now));
        }
        return history.events;
    }

    private SimulatedEvent next() {
        String organization = "org_" + random.nextInt(2) + "~";
        return (switch (random.nextInt(20)) {
            case 0 -> organizationCreated(organization);
            case 1 -> random.nextBoolean() ? organizationUpdated(organization) : organizationDeleted(organization);
            case 2 -> directory(organization);
            case 3, 4, 5 -> group(organization);
            case 6, 7, 8 -> leaver(organization);
            case 9, 10, 11, 12, 13 -> withSomeOf(userCreated(user(organization)), organization);
            default -> withSomeOf(userUpdated(user(organization)), organization);
        }).in(organization);
    }

    private SimulatedEvent directory(String organization) {
        String directory = "dir_" + organization;
        return random.nextBoolean() ? directoryEnabled(directory) : directoryDisabled(directory);
    }

    private SimulatedEvent group(String organization) {
        String group = "dirgroup_%d_%s".formatted(random.nextInt(3), organization);
        SimulatedEvent event = switch (random.nextInt(3)) {
            case 0 -> groupCreated(group);
            case 1 -> groupUpdated(group);
            default -> groupDeleted(group);
        };
        event = event.inDirectory("dir_" + organization);
        return random.nextInt(4) == 0 ? event.withoutData("display_name")
                : event.displayName("Team " + random.nextInt(4));
    }

    private SimulatedEvent leaver(String organization) {
        SimulatedEvent event = userDeleted(user(organization));
        return random.nextBoolean() ? event.email(email()) : event;
    }

    private SimulatedEvent withSomeOf(SimulatedEvent event, String organization) {
        if (random.nextInt(8) > 0) {
            event = event.email(email());
        }
        if (random.nextInt(4) > 0) {
            event = event.active(random.nextInt(4) > 0);
        }
        if (random.nextBoolean()) {
            event = event.named("Given" + random.nextInt(9), "Family" + random.nextInt(9));
        }
        if (random.nextBoolean()) {
            event = event.roles(
                    random.nextBoolean() ? new String[0] : new String[] { "role" + random.nextInt(3), "viewer" });
        }
        if (random.nextBoolean()) {
            event = event.groups(groups(organization));
        }
        return event;
    }

    private Group[] groups(String organization) {
        return random.ints(random.nextInt(3), 0, 3).distinct()
                .mapToObj(number -> ScalekitEvents.group("dirgroup_%d_%s".formatted(number, organization), "Team 0"))
                .toArray(Group[]::new);
    }

    private String user(String organization) {
        return "diruser_%d_%s".formatted(random.nextInt(4), organization);
    }

    private String email() {
        String email = "person" + random.nextInt(4) + "@example.com";
        return random.nextInt(5) == 0 ? email.toUpperCase(Locale.ROOT) : email;
    }
}
