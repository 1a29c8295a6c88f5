package dev.rollcall.accounts;

import dev.rollcall.accounts.Departures.Home;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.accounts.WebhookSafeguard.Passage;
import dev.rollcall.inbox.EventFacts;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.scalekit.EventReader;
import dev.rollcall.scalekit.Reading;
import dev.rollcall.scalekit.ScalekitDirectory;
import dev.rollcall.scalekit.ScalekitEvent;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryDisabled;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryEnabled;
import dev.rollcall.scalekit.ScalekitEvent.Envelope;
import dev.rollcall.scalekit.ScalekitEvent.GroupCreated;
import dev.rollcall.scalekit.ScalekitEvent.GroupDeleted;
import dev.rollcall.scalekit.ScalekitEvent.GroupUpdated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationCreated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationDeleted;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationUpdated;
import dev.rollcall.scalekit.ScalekitEvent.UserCreated;
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import dev.rollcall.scalekit.ScalekitUser;
import dev.rollcall.scalekit.UnreadableEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Turns events into observations.
@Component
class DirectoryEventHandler implements EventHandler {

    private final EventReader reader;
    private final OrganizationLocks locks;
    private final Observations observations;
    private final Departures departures;
    private final Receipts receipts;
    private final LeftAside leftAside;
    private final WebhookSafeguard safeguard;
    private final ApplicationEventPublisher publisher;

    DirectoryEventHandler(EventReader reader, OrganizationLocks locks, Observations observations, Departures departures,
            Receipts receipts, LeftAside leftAside, WebhookSafeguard safeguard, ApplicationEventPublisher publisher) {
        this.reader = reader;
        this.locks = locks;
        this.observations = observations;
        this.departures = departures;
        this.receipts = receipts;
        this.leftAside = leftAside;
        this.safeguard = safeguard;
        this.publisher = publisher;
    }

    @Override
    public EventFacts describe(byte[] payload) {
        Envelope envelope = reader.envelope(payload);
        return new EventFacts(envelope.id(), envelope.type(), envelope.organizationId(), envelope.subjectId(),
                envelope.occurredAt(), envelope.isUseful());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Outcome> handle(List<ReceivedEvent> batch) {
        Batch applied = new Batch(batch);
        applied.lock();
        applied.handle();
        return Arrays.asList(applied.outcomes);
    }

    /// An event that could be read.
    ///
    /// @param place its place in the batch
    /// @param id its id, or if it has none that can be read what the inbox calls it
    /// @param receivedAt when it was received
    private record Read(int place, ScalekitEvent event, String id, Cause cause, Instant receivedAt,
            Set<String> leftAside) {

        boolean isLeaver() {
            return event instanceof UserEvent about && about.user().isLeaving();
        }
    }

    /// Events in their order. Those about users, which are nearly all, are kept back until one of another kind comes, and
    /// then applied together, however many they are: of each organization the first ones of its users, then the second
    /// ones.
    private final class Batch {

        private final Outcome[] outcomes;
        private final List<Read> events = new ArrayList<>();
        private final Map<String, Instant> firstReceipts;
        private final List<Sighting> sightings = new ArrayList<>();
        private final Set<String> locked = new HashSet<>();

        private Batch(List<ReceivedEvent> batch) {
            outcomes = new Outcome[batch.size()];
            TreeMap<String, Instant> undated = new TreeMap<>();
            for (int place = 0; place < batch.size(); place++) {
                read(place, batch.get(place));
            }
            events.stream().filter(read -> receipts.decide(read.event.occurredAt(), read.receivedAt)).forEach(
                    read -> undated.merge(read.id, read.receivedAt, (one, other) -> one.isBefore(other) ? one : other));
            firstReceipts = events.isEmpty() ? new HashMap<>()
                    : receipts.known(events.stream().map(Read::id).distinct().toList());
            firstReceipts.putAll(receipts.first(undated));
        }

        private void read(int place, ReceivedEvent received) {
            try {
                Reading reading = reader.read(received.payload());
                ScalekitEvent event = reading.event();
                if (event == null) {
                    outcomes[place] = new Outcome.Ignored("Rollcall has no use for events of this type.");
                } else {
                    leftAside.count(reading.leftAside());
                    String id = event.id().isEmpty() ? "inbox:" + received.id() : event.id();
                    events.add(new Read(place, event, id, Cause.event(id, received.id()), received.receivedAt(),
                            reading.leftAside()));
                }
            } catch (UnreadableEventException unreadable) {
                outcomes[place] = new Outcome.Unreadable(Objects.requireNonNull(unreadable.getMessage()));
            }
        }

        /// Takes every organization that is named, and those where leavers are known, whatever is named. An event about one
        /// that somebody else is changing is left for later: most of them are held already, so nobody may wait for more.
        private void lock() {
            Map<String, Home> homes = departures.homes(leavers());
            locked.addAll(locks.lockNow(events.stream().flatMap(read -> concerned(read, homes)).distinct().toList()));
            events.removeIf(read -> concerned(read, homes).filter(id -> !locked.contains(id)).findFirst().map(busy -> {
                outcomes[read.place] = new Outcome.Busy("Organization %s is being changed elsewhere.".formatted(busy));
                return true;
            }).orElse(false));
        }

        private static Stream<String> concerned(Read read, Map<String, Home> homes) {
            Stream<String> named = organizations(read.event).stream();
            return read.isLeaver() ? Stream.concat(named,
                    Stream.ofNullable(homes.get(((UserEvent) read.event).user().id())).map(Home::organizationId))
                    : named;
        }

        private List<String> leavers() {
            return events.stream().filter(Read::isLeaver).map(read -> ((UserEvent) read.event).user().id()).distinct()
                    .toList();
        }

        private void handle() {
            events.forEach(this::apply);
            seeUsers();
        }

        private void apply(Read read) {
            Version at = version(read);
            Cause cause = read.cause;
            switch (read.event) {
                case UserEvent seen -> sightings.add(new Sighting(read, seen, at));
                case OrganizationCreated created ->
                        now(read, () -> observations.organization(created.organization(), false, at, cause));
                case OrganizationUpdated updated ->
                        now(read, () -> observations.organization(updated.organization(), false, at, cause));
                case OrganizationDeleted deleted ->
                        now(read, () -> observations.organization(deleted.organization(), true, at, cause));
                case DirectoryEnabled enabled -> now(read, () -> enabled(enabled.directory(), at, cause));
                case DirectoryDisabled disabled ->
                        now(read, () -> observations.directory(disabled.directory(), false, at, cause));
                case GroupCreated created -> now(read, () -> observations.group(created.group(), false, at, cause));
                case GroupUpdated updated -> now(read, () -> observations.group(updated.group(), false, at, cause));
                case GroupDeleted deleted -> now(read, () -> observations.group(deleted.group(), true, at, cause));
            }
        }

        private Version version(Read read) {
            Instant said = read.event.occurredAt();
            Instant received = firstReceipts.get(read.id);
            return new Version(
                    said == null || received != null && said.isAfter(received) ? Objects.requireNonNull(received)
                            : said,
                    read.id);
        }

        private void now(Read read, Supplier<Result> observation) {
            seeUsers();
            outcomes[read.place] = outcome(observation.get(), read.leftAside);
        }

        private void seeUsers() {
            if (sightings.isEmpty()) {
                return;
            }
            Map<String, Home> homes = new HashMap<>(departures.homes(leavers()));
            Map<Round, List<Seen>> rounds = new LinkedHashMap<>();
            Map<String, Integer> numbers = new HashMap<>();
            for (Sighting sighting : sightings) {
                ScalekitUser user = sighting.event.user();
                Seen seen = sighting.in(homes);
                homes.merge(user.id(), new Home(seen.organizationId(), !user.isLeaving()),
                        (known, news) -> sighting.isLeaver() ? known : news);
                rounds.computeIfAbsent(new Round(seen.organizationId(), numbers.merge(user.id(), 1, Integer::sum)),
                        first -> new ArrayList<>()).add(seen);
            }
            sightings.clear();
            rounds.forEach((round, seen) -> see(round.organizationId, seen));
        }

        private void see(String organizationId, List<Seen> events) {
            if (!locked.contains(organizationId)) {
                throw new PessimisticLockingFailureException("A leaver's organization is known since a moment ago");
            }
            List<Observation> seen = events.stream().map(Seen::user).toList();
            Set<String> leaving = departures
                    .homes(seen.stream().map(Observation::user).filter(ScalekitUser::isLeaving).map(ScalekitUser::id)
                            .toList())
                    .entrySet().stream().filter(home -> home.getValue().isActive()).map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            Passage passage = safeguard.check(organizationId, seen, leaving);
            List<Result> results = observations.users(organizationId, passage.seen(),
                    events.stream().map(one -> one.read.cause).toList());
            for (int i = 0; i < seen.size(); i++) {
                String id = seen.get(i).user().id();
                boolean held = passage.held().contains(id);
                Seen one = events.get(i);
                outcomes[one.read.place] = held ? held(passage.run()) : outcome(results.get(i), one.leftAside());
                if (leaving.contains(id) && !held && results.get(i) instanceof Result.Applied) {
                    departures.count(seen.get(i).at().at());
                }
            }
        }
    }

    /// What is applied together.
    ///
    /// @param number how many events of the same user have come so far
    private record Round(String organizationId, int number) {
    }

    private record Sighting(Read read, UserEvent event, Version at) {

        boolean isLeaver() {
            return event.user().isLeaving();
        }

        /// Of a leaver the organization counts in which the id is known, whatever the event names.
        Seen in(Map<String, Home> homes) {
            ScalekitUser user = event instanceof UserCreated ? joined(event.user()) : event.user();
            Home home = homes.get(user.id());
            if (!isLeaver() || home == null || home.organizationId().equals(user.organizationId())) {
                return new Seen(read, new Observation(user, null, at), false);
            }
            return new Seen(read, new Observation(user.in(home.organizationId()), null, at),
                    !event.organizationIds().contains(home.organizationId()));
        }
    }

    private record Seen(Read read, Observation user, boolean isElsewhere) {

        String organizationId() {
            return user.user().organizationId();
        }

        Set<String> leftAside() {
            return isElsewhere
                    ? Stream.concat(read.leftAside.stream(), Stream.of("organization_id")).collect(Collectors.toSet())
                    : read.leftAside;
        }
    }

    /// {@return the organizations that may be changed by an event, as far as it says}
    private static Collection<String> organizations(ScalekitEvent event) {
        return switch (event) {
            case UserEvent about -> about.user().isLeaving()
                    ? Stream.concat(about.organizationIds().stream(), Stream.of(about.user().organizationId())).toList()
                    : List.of(about.user().organizationId());
            case OrganizationCreated of -> List.of(of.organization().id());
            case OrganizationUpdated of -> List.of(of.organization().id());
            case OrganizationDeleted of -> List.of(of.organization().id());
            case DirectoryEnabled of -> List.of(of.directory().organizationId());
            case DirectoryDisabled of -> List.of(of.directory().organizationId());
            case GroupCreated of -> List.of(of.group().organizationId());
            case GroupUpdated of -> List.of(of.group().organizationId());
            case GroupDeleted of -> List.of(of.group().organizationId());
        };
    }

    private Result enabled(ScalekitDirectory seen, Version at, Cause cause) {
        Result result = observations.directory(seen, true, at, cause);
        if (result instanceof Result.Applied) {
            publisher.publishEvent(new DirectoryBecameEnabled(seen.organizationId(), seen.id()));
        }
        return result;
    }

    /// Who is created is active, unless the event says otherwise.
    private static ScalekitUser joined(ScalekitUser user) {
        return user.active() != null ? user : user.withActive(true);
    }

    private static Outcome held(long run) {
        return new Outcome.Held(
                "All but the deactivation is applied: the safeguard for webhooks holds that back in run %d, for somebody to approve or reject."
                        .formatted(run));
    }

    private static Outcome outcome(Result result, Set<String> leftAside) {
        return switch (result) {
            case Result.Applied() -> new Outcome.Applied(LeftAside.sentence(leftAside));
            case Result.GoesOn() -> new Outcome.GoesOn(
                    with("It holds. What it changes of many users is being written down, a thousand of them at a time.",
                            leftAside));
            case Result.Stale(Version newer) -> new Outcome.Stale(
                    with("Older than %s of %s, which had been applied.".formatted(newer.event(), newer.instant()),
                            leftAside));
            case Result.AddressTaken() -> new Outcome.Applied(with(
                    "All but the e-mail address is applied: that belongs to another active account, and comes to this one as soon as it is free.",
                    leftAside));
            case Result.Erased() -> new Outcome.Erased("The personal data of this user was erased.");
            case Result.Foreign(String owner) ->
                    new Outcome.Rejected("data.id belongs to another organization, %s.".formatted(owner));
        };
    }

    private static String with(String sentence, Set<String> leftAside) {
        @Nullable
        String more = LeftAside.sentence(leftAside);
        return more == null ? sentence : sentence + " " + more;
    }
}
