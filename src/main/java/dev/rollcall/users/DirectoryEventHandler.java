package dev.rollcall.users;

import dev.rollcall.inbox.EventFacts;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.scalekit.Directory;
import dev.rollcall.scalekit.DirectoryUser;
import dev.rollcall.scalekit.EventReader;
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
import dev.rollcall.scalekit.UnreadableEventException;
import dev.rollcall.users.Observations.Result;
import dev.rollcall.users.WebhookSafeguard.Passage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.context.ApplicationEventPublisher;
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
    private final WebhookSafeguard safeguard;
    private final ApplicationEventPublisher publisher;

    DirectoryEventHandler(EventReader reader, OrganizationLocks locks, Observations observations, Departures departures,
            WebhookSafeguard safeguard, ApplicationEventPublisher publisher) {
        this.departures = departures;
        this.safeguard = safeguard;
        this.publisher = publisher;
        this.reader = reader;
        this.locks = locks;
        this.observations = observations;
    }

    @Override
    public EventFacts describe(byte[] payload) {
        Envelope envelope = reader.envelope(payload);
        return new EventFacts(envelope.id(), envelope.type(), envelope.organizationId(), envelope.subjectId(),
                envelope.occurredAt());
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Outcome> handle(List<ReceivedEvent> batch) {
        locks.lock(batch.stream().map(ReceivedEvent::organizationId).filter(Objects::nonNull).toList());
        Batch applied = new Batch(batch.size());
        IntStream.range(0, batch.size()).forEach(place -> applied.handle(place, batch.get(place)));
        applied.seeUsers();
        return Arrays.asList(applied.outcomes);
    }

    /// Events in their order. Those about users, which are nearly all, are kept back until one of another kind comes, and
    /// then applied together, however many they are: of each organization the first ones of its users, then the second
    /// ones.
    private final class Batch {

        private final Outcome[] outcomes;
        private final Map<Round, List<Sighting>> sightings = new LinkedHashMap<>();
        private final Map<String, Integer> rounds = new HashMap<>();

        private Batch(int size) {
            outcomes = new Outcome[size];
        }

        private void handle(int place, ReceivedEvent received) {
            try {
                Optional<ScalekitEvent> event = reader.read(received.payload());
                if (event.isEmpty()) {
                    outcomes[place] = new Outcome.Ignored("Rollcall has no use for events of this type.");
                } else {
                    apply(place, event.get(), Cause.event(event.get().id(), received.id()));
                }
            } catch (UnreadableEventException unreadable) {
                outcomes[place] = new Outcome.Unreadable(Objects.requireNonNull(unreadable.getMessage()));
            }
        }

        private void apply(int place, ScalekitEvent event, Cause cause) {
            Version at = new Version(event.occurredAt(), event.id());
            switch (event) {
                case UserEvent seen -> keepBack(place, seen, at, cause);
                case OrganizationCreated created ->
                        now(place, () -> observations.organization(created.organization(), false, at, cause));
                case OrganizationUpdated updated ->
                        now(place, () -> observations.organization(updated.organization(), false, at, cause));
                case OrganizationDeleted deleted ->
                        now(place, () -> observations.organization(deleted.organization(), true, at, cause));
                case DirectoryEnabled enabled -> now(place, () -> enabled(enabled.directory(), at, cause));
                case DirectoryDisabled disabled ->
                        now(place, () -> observations.directory(disabled.directory(), false, at, cause));
                case GroupCreated created -> now(place, () -> observations.group(created.group(), false, at, cause));
                case GroupUpdated updated -> now(place, () -> observations.group(updated.group(), false, at, cause));
                case GroupDeleted deleted -> now(place, () -> observations.group(deleted.group(), true, at, cause));
            }
        }

        private void now(int place, Supplier<Result> observation) {
            seeUsers();
            outcomes[place] = outcome(observation.get());
        }

        private void keepBack(int place, UserEvent event, Version at, Cause cause) {
            DirectoryUser user = event instanceof UserCreated ? joined(event.user()) : event.user();
            Round round = new Round(user.organizationId(), rounds.merge(user.id(), 1, Integer::sum));
            sightings.computeIfAbsent(round, first -> new ArrayList<>())
                    .add(new Sighting(place, new SeenUser(user, null, at), cause));
        }

        private void seeUsers() {
            sightings.forEach((round, seen) -> see(round.organizationId, seen));
            sightings.clear();
            rounds.clear();
        }

        private void see(String organizationId, List<Sighting> sightings) {
            List<SeenUser> seen = sightings.stream().map(Sighting::seen).toList();
            Set<String> leaving = departures.among(seen.stream().map(SeenUser::user));
            Passage passage = safeguard.check(organizationId, seen, leaving);
            List<Result> results = observations.users(organizationId, passage.seen(),
                    sightings.stream().map(Sighting::cause).toList());
            for (int i = 0; i < seen.size(); i++) {
                String id = seen.get(i).user().id();
                boolean held = passage.held().contains(id);
                outcomes[sightings.get(i).place] = held ? held(results.get(i), passage.run()) : outcome(results.get(i));
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

    private record Sighting(int place, SeenUser seen, Cause cause) {
    }

    private Result enabled(Directory seen, Version at, Cause cause) {
        Result result = observations.directory(seen, true, at, cause);
        if (result instanceof Result.Applied) {
            publisher.publishEvent(new DirectoryBecameEnabled(seen.organizationId(), seen.id()));
        }
        return result;
    }

    /// Who is created is active, unless the event says otherwise.
    private static DirectoryUser joined(DirectoryUser user) {
        return user.active() != null ? user
                : new DirectoryUser(user.id(), user.organizationId(), true, user.email(), user.name(), user.givenName(),
                        user.familyName(), user.roles(), user.groups());
    }

    /// What waits for another event is tried again, and held again then.
    private static Outcome held(Result result, long run) {
        return result instanceof Result.AddressTaken ? outcome(result)
                : new Outcome.Held(
                        "All but the deactivation is applied: the safeguard for webhooks holds that back in run %d, for somebody to approve or reject."
                                .formatted(run));
    }

    private static Outcome outcome(Result result) {
        return switch (result) {
            case Result.Applied() -> new Outcome.Applied();
            case Result.Stale(Version newer) -> new Outcome.Stale(
                    "Older than %s of %s, which had been applied.".formatted(newer.event(), newer.at()));
            case Result.AddressTaken() -> new Outcome.Waiting(
                    "All but the e-mail address is applied: that belongs to another active account.");
            case Result.Erased() -> new Outcome.Erased("The personal data of this user was erased.");
            case Result.Foreign(String owner) ->
                    new Outcome.Rejected("data.id belongs to another organization, %s.".formatted(owner));
        };
    }
}
