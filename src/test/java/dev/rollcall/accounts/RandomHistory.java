package dev.rollcall.accounts;

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

import dev.rollcall.accounts.SlowModel.Deed;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.ScalekitEvents.Group;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes histories of events that two directories of an organization could send, in the order in which they occurred.
/// Addresses and ids of the customer's own directories are few, so that people share them, take them over and come back
/// under them; instants are few, so that many are equal, and some differ by less than a microsecond; fields are left out or
/// emptied at random. Every id ends in `~`, to be replaced, so that the same history can happen in several places.
public final class RandomHistory {

    private static final int EVENTS = 26;
    private static final Instant BEGINNING = Instant.parse("2026-03-01T08:00:00Z");
    private static final List<String> DP_IDS = List.of("00u1abcdefghij123456", "00u2abcdefghij123456",
            "5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a11", "5F0C1F0E-5B1A-4C38-9B57-6F2F6A0D7A11", "person.one",
            "00000000-0000-0000-0000-000000000000", "alexandermueller1");

    private final Random random;
    /// So that who is one person comes out as it did before there were attributes.
    private final Random attributes;
    private final List<SimulatedEvent> events = new ArrayList<>();
    private Instant now = BEGINNING;

    private RandomHistory(long seed) {
        this.random = new Random(seed);
        this.attributes = new Random(-seed);
    }

    /// What an admin does for the account of a directory user.
    ///
    /// @param other the role to grant, or a directory user of the account to merge with
    record Action(Deed.Kind kind, String directoryUser, String other) {
    }

    /// Some events, then what admins do, then more events. What comes of it may depend on which events had arrived when the
    /// admins did what they did, but on no other order.
    ///
    /// @param before events, of which those whose id begins with `api:` stand for what a run reads: users as the
    /// directory lists them
    /// @param at the clock's time when the admins do what they do
    public record History(List<SimulatedEvent> before, List<Action> actions, Instant at, List<SimulatedEvent> after) {

        /// Without what admins did.
        public List<SimulatedEvent> events() {
            return Stream.of(before, after).flatMap(List::stream).toList();
        }

        List<Object> parts() {
            return Stream.of(before, actions, after).<Object> flatMap(List::stream).toList();
        }

        History without(Object part) {
            return new History(without(before, part), without(actions, part), at, without(after, part));
        }

        private static <T> List<T> without(List<T> parts, Object part) {
            return parts.stream().filter(other -> other != part).toList();
        }

        /// In an order of its own before, and after, the admins.
        History permuted(Random order) {
            return new History(permuted(before, order), actions, at, inTurn(permuted(after, order)));
        }

        /// The same with half of the events twice.
        History repeated(Random order) {
            return new History(repeated(before, order), actions, at, inTurn(repeated(after, order)));
        }

        /// What is heard of people after somebody was erased counts from when the person is known to be back, and not from
        /// when the person was: of each directory user it arrives as it occurred.
        private List<SimulatedEvent> inTurn(List<SimulatedEvent> arriving) {
            if (actions.stream().noneMatch(action -> action.kind() == Deed.Kind.ERASE)) {
                return arriving;
            }
            Map<String, Iterator<SimulatedEvent>> turns = new HashMap<>();
            arriving.stream().collect(Collectors.groupingBy(RandomHistory::subject)).forEach((subject, events) -> turns
                    .put(subject, events.stream().sorted(Comparator.comparing(after::indexOf)).iterator()));
            return arriving.stream().map(event -> Objects.requireNonNull(turns.get(subject(event))).next()).toList();
        }

        private static List<SimulatedEvent> permuted(List<SimulatedEvent> events, Random order) {
            List<SimulatedEvent> permuted = new ArrayList<>(events);
            Collections.shuffle(permuted, order);
            return permuted;
        }

        private static List<SimulatedEvent> repeated(List<SimulatedEvent> events, Random order) {
            List<SimulatedEvent> twice = permuted(events, order);
            twice.addAll(permuted(events, order).subList(0, events.size() / 2));
            return twice;
        }

        @Override
        public String toString() {
            return "%s%n%s at %s%n%s".formatted(lines(before), lines(actions), at, lines(after));
        }

        private static String lines(List<?> parts) {
            return String.join("\n", parts.stream().map(Object::toString).toList());
        }
    }

    /// {@return a history of which everything is dated in the past, so that it may arrive in any order}
    public static History of(long seed) {
        RandomHistory history = new RandomHistory(seed);
        for (int i = 0; i < EVENTS; i++) {
            history.add(history.next());
        }
        history.placeLeavers();
        return history.split();
    }

    /// {@return a history in which some wrong clocks date events in years to come and some leavers' statements have no date
    /// that can be read. When each of them is received is part of the history: see [#receivedAt]}
    static History withWrongDates(long seed) {
        History history = of(seed);
        Random dates = new Random(~seed);
        List<SimulatedEvent> after = history.after().stream().map(event -> misdated(event, dates)).toList();
        return new History(history.before().stream().map(event -> misdated(event, dates)).toList(), history.actions(),
                history.at(), after);
    }

    private static SimulatedEvent misdated(SimulatedEvent event, Random random) {
        boolean leaver = isLeaving(event);
        return isListed(event) ? event : switch (random.nextInt(8)) {
            case 0 -> event.at(Instant.parse("2099-01-01T00:00:00Z"));
            case 1 -> event.at(receivedAt(event).plus(Duration.ofHours(13)));
            case 2 -> event.at(receivedAt(event).plusSeconds(random.nextInt(4)));
            case 3 -> leaver ? event.with("occurred_at", "2026-03-01T13:30:00+0530") : event;
            case 4 -> leaver ? event.with("occurred_at", 1795600000) : event;
            case 5 -> leaver ? event.without("occurred_at") : event;
            default -> event;
        };
    }

    private static boolean isLeaving(SimulatedEvent event) {
        return event.json().contains("user_deleted") || event.json().contains("\"active\":false");
    }

    /// When an event is received the first time; those that it can be told from are received one second after the other.
    static Instant receivedAt(SimulatedEvent event) {
        return BEGINNING.plusSeconds(Long.parseLong(event.webhookId().replace("msg_", "")));
    }

    /// {@return whether it stands for a user on a page}
    static boolean isListed(SimulatedEvent event) {
        return event.json().contains("\"id\":\"api:");
    }

    /// {@return the directory that a user or group is in, whether anybody knows it or not}
    static String directoryOf(String id) {
        int number = id.charAt(id.indexOf('_') + 1) - '0';
        return "dir_" + (number % 2 == 0 ? "A_" : "B_") + id.substring(id.indexOf("org_"));
    }

    private History split() {
        int middle = EVENTS / 4 + random.nextInt(EVENTS / 2);
        // Sometimes the admins come later than everything that is heard of afterwards, sometimes earlier.
        Instant at = BEGINNING.plusMillis(random.nextInt(12_000));
        List<Action> actions = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            actions.add(action(events.get(random.nextInt(middle))));
        }
        return new History(List.copyOf(events.subList(0, middle)), actions, at,
                List.copyOf(events.subList(middle, events.size())));
    }

    private Action action(SimulatedEvent heard) {
        String organization = organization();
        String user = heard.json().contains("diruser_") ? subject(heard) : user(organization);
        Deed.Kind kind = switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> Deed.Kind.GRANT;
            case 4 -> Deed.Kind.PROTECT;
            case 5 -> Deed.Kind.MERGE;
            default -> Deed.Kind.ERASE;
        };
        return new Action(kind, user, kind == Deed.Kind.GRANT ? "owner" + random.nextInt(2) : user(organization));
    }

    private void add(SimulatedEvent event) {
        int number = events.size();
        // Of what is on a page the organization is known.
        boolean listed = event.json().contains("user_updated") && random.nextInt(3) == 0
                && !(event.json().contains("org_0~") && event.json().contains("org_1~"));
        boolean samePage = listed && number > 0 && isListed(events.getLast()) && isNotOn(events.getLast(), event)
                && random.nextBoolean();
        if (!samePage) {
            now = now.plus(step());
        }
        // An id that says nothing about the order, and whose digits are not always as many.
        String id = samePage ? id(events.getLast())
                : "%s%d_%d".formatted(listed ? "api:" : "evt_", 9 + random.nextInt(4) * random.nextInt(400), number);
        events.add(event.id(id).webhookId("msg_" + number).at(now));
    }

    private boolean isNotOn(SimulatedEvent page, SimulatedEvent listed) {
        return events.stream().filter(event -> id(event).equals(id(page)))
                .noneMatch(event -> subject(event).equals(subject(listed)));
    }

    private Duration step() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> Duration.ofSeconds(random.nextInt(3));
            case 2 -> Duration.ofNanos(1 + random.nextInt(800));
            default -> Duration.ofNanos(0);
        };
    }

    private static String id(SimulatedEvent event) {
        return event.json().replaceAll("^.*?\"id\":\"([^\"]*)\".*$", "$1");
    }

    /// {@return the directory user that an event is about}
    static String subject(SimulatedEvent event) {
        return event.json().replaceAll("^.*\"(diruser_[^\"]*)\".*$", "$1");
    }

    /// Somebody whom only leavers' statements name is nowhere yet: says of everybody something else, too.
    private void placeLeavers() {
        Set<String> named = new HashSet<>();
        Set<String> placed = new HashSet<>();
        events.stream().filter(event -> event.json().contains("diruser_")).forEach(event -> {
            named.add(subject(event));
            if (!isLeaving(event)) {
                placed.add(subject(event));
            }
        });
        named.removeAll(placed);
        named.stream().sorted().forEach(user -> {
            now = BEGINNING.plusMillis(random.nextInt(20_000));
            add(userUpdated(user).in(user.substring(user.indexOf("org_"))).email(email()).withData("active", null));
        });
    }

    private String organization() {
        return "org_" + (random.nextInt(4) == 0 ? 1 : 0) + "~";
    }

    private SimulatedEvent next() {
        String organization = organization();
        return switch (random.nextInt(20)) {
            case 0 -> organizationCreated(organization).in(organization);
            case 1 -> (random.nextInt(3) > 0 ? organizationUpdated(organization) : organizationDeleted(organization))
                    .in(organization);
            case 2 -> directory(organization).in(organization);
            case 3, 4, 5 -> group(organization).in(organization);
            case 6, 7, 8 -> leaver(organization);
            case 9 ->
                    namedWrongly(withSomeOf(userUpdated(user(organization)), organization).active(false), organization);
            case 10, 11, 12, 13 -> withSomeOf(userCreated(user(organization)), organization).in(organization);
            default -> withSomeOf(userUpdated(user(organization)), organization).in(organization);
        };
    }

    private SimulatedEvent directory(String organization) {
        String directory = directoryOf(user(organization));
        return random.nextBoolean() ? directoryEnabled(directory) : directoryDisabled(directory);
    }

    private SimulatedEvent group(String organization) {
        String group = "dirgroup_%d_%s".formatted(random.nextInt(4), organization);
        SimulatedEvent event = switch (random.nextInt(3)) {
            case 0 -> groupCreated(group);
            case 1 -> groupUpdated(group);
            default -> groupDeleted(group);
        };
        event = random.nextInt(3) == 0 ? event.withoutData("directory_id") : event.inDirectory(directoryOf(group));
        return random.nextInt(4) == 0 ? event.withoutData("display_name") : event.displayName(team());
    }

    private SimulatedEvent leaver(String organization) {
        SimulatedEvent event = userDeleted(user(organization));
        if (random.nextBoolean()) {
            event = event.email(random.nextBoolean() ? email() : "283405f5aa11bb22cc33dd44ee55ff66" + email());
        }
        return namedWrongly(random.nextInt(3) == 0 ? event.dpId(dpId()) : event, organization);
    }

    /// A leaver's statement may name another organization, or two, or none in the envelope.
    private SimulatedEvent namedWrongly(SimulatedEvent event, String organization) {
        String other = organization.startsWith("org_0") ? "org_1~" : "org_0~";
        return switch (random.nextInt(6)) {
            case 0 -> event.in(other);
            case 1 -> event.in(organization).with("organization_id", other);
            case 2 -> event.in(other).with("organization_id", organization);
            case 3 -> event.in(organization).without("organization_id");
            default -> event.in(organization);
        };
    }

    private SimulatedEvent withSomeOf(SimulatedEvent event, String organization) {
        if (random.nextInt(6) > 0) {
            event = random.nextInt(10) == 0 ? event.withData("email", none()) : event.email(email());
        }
        if (random.nextInt(4) > 0) {
            event = random.nextInt(8) == 0 ? event.withData("active", null) : event.active(random.nextInt(4) > 0);
        }
        if (random.nextBoolean()) {
            event = event.named("Given" + random.nextInt(9), "Family" + random.nextInt(9));
        }
        if (random.nextInt(8) == 0) {
            event = event.withData(random.nextBoolean() ? "name" : "family_name", none());
        }
        if (random.nextInt(5) < 2) {
            event = random.nextInt(8) == 0 ? event.withData("dp_id", none()) : event.dpId(dpId());
        }
        if (random.nextBoolean()) {
            event = random.nextInt(6) == 0 ? event.withData("roles", null)
                    : event.roles(random.nextBoolean() ? new String[0]
                            : new String[] { "role" + random.nextInt(3), "viewer" });
        }
        if (random.nextBoolean()) {
            event = random.nextInt(6) == 0 ? event.withData("groups", null) : event.groups(groups(event, organization));
        }
        return withAttributes(event);
    }

    private SimulatedEvent withAttributes(SimulatedEvent event) {
        SimulatedEvent said = event;
        for (String name : List.of("department", "title", "preferred_username")) {
            said = switch (attributes.nextInt(5)) {
                case 0 -> said.withData(name, attributes.nextBoolean() ? "" : null);
                case 1, 2 -> said.withData(name, name + attributes.nextInt(3));
                default -> said;
            };
        }
        return said;
    }

    /// Groups of the user's own directory.
    private Group[] groups(SimulatedEvent user, String organization) {
        return random.ints(random.nextInt(4), 0, 4).distinct()
                .mapToObj(number -> "dirgroup_%d_%s".formatted(number, organization))
                .filter(group -> directoryOf(group).equals(directoryOf(subject(user))))
                .map(group -> ScalekitEvents.group(group, team())).toArray(Group[]::new);
    }

    private String none() {
        return random.nextBoolean() ? "" : null;
    }

    private String dpId() {
        return DP_IDS.get(random.nextInt(DP_IDS.size()));
    }

    private String team() {
        return "Team " + random.nextInt(4);
    }

    private String user(String organization) {
        return "diruser_%d_%s".formatted(random.nextInt(5), organization);
    }

    private String email() {
        String email = "person" + random.nextInt(3) + "@example.com";
        return switch (random.nextInt(6)) {
            case 0 -> email.toUpperCase(Locale.ROOT);
            case 1 -> email + "\u200b";
            default -> email;
        };
    }
}
