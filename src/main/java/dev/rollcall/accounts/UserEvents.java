package dev.rollcall.accounts;

import dev.rollcall.accounts.Departures.Home;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.accounts.WebhookSafeguard.Passage;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.scalekit.ScalekitEvent.UserCreated;
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import dev.rollcall.scalekit.ScalekitUser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;

/// Applies events about users together, however many they are: of each organization the first ones of its users, then the
/// second ones.
@Component
class UserEvents {

    private final Departures departures;
    private final WebhookSafeguard safeguard;
    private final Observations observations;
    private final KeptAttributes attributes;

    UserEvents(Departures departures, WebhookSafeguard safeguard, Observations observations,
            KeptAttributes attributes) {
        this.departures = departures;
        this.safeguard = safeguard;
        this.observations = observations;
        this.attributes = attributes;
    }

    /// @param events events about users, in their order
    /// @param locked the organizations that are locked
    /// @param outcomes gets what became of each event, at its place
    void apply(List<DatedEvent> events, Set<String> locked, @Nullable Outcome[] outcomes) {
        Map<String, Home> homes = homes(events);
        Map<Round, List<Seen>> rounds = new LinkedHashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        for (DatedEvent event : events) {
            ScalekitUser user = attributes.keep(((UserEvent) event.event()).user());
            Seen seen = Seen.of(event, user, homes);
            homes.merge(user.id(), new Home(seen.organizationId(), !user.isLeaving()),
                    (known, news) -> user.isLeaving() ? known : news);
            rounds.computeIfAbsent(new Round(seen.organizationId(), numbers.merge(user.id(), 1, Integer::sum)),
                    first -> new ArrayList<>()).add(seen);
        }
        rounds.forEach((round, seen) -> {
            if (!locked.contains(round.organizationId)) {
                throw new PessimisticLockingFailureException("A leaver's organization is known since a moment ago");
            }
            see(round.organizationId, seen, outcomes);
        });
    }

    /// {@return where those are known who are said to leave: whatever an event names, that is where they leave}
    Map<String, Home> homes(Collection<DatedEvent> events) {
        return new HashMap<>(
                departures.homes(events.stream().flatMap(event -> event.leaver().stream()).distinct().toList()));
    }

    private void see(String organizationId, List<Seen> events, @Nullable Outcome[] outcomes) {
        List<Observation> seen = events.stream().map(Seen::observation).toList();
        Set<String> leaving = departures
                .homes(seen.stream().map(Observation::user).filter(ScalekitUser::isLeaving).map(ScalekitUser::id)
                        .toList())
                .entrySet().stream().filter(home -> home.getValue().isActive()).map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Passage passage = safeguard.check(organizationId, seen, leaving);
        List<Result> results = observations.users(organizationId, passage.seen(),
                events.stream().map(one -> one.event.cause()).toList());
        for (int i = 0; i < seen.size(); i++) {
            String id = seen.get(i).user().id();
            boolean held = passage.held().contains(id);
            Seen one = events.get(i);
            outcomes[one.event.place()] = held ? EventOutcomes.held(passage.run())
                    : EventOutcomes.of(results.get(i), one.leftAside());
            if (leaving.contains(id) && !held && results.get(i) instanceof Result.Applied) {
                departures.count(seen.get(i).at().at());
            }
        }
    }

    /// What is applied together.
    ///
    /// @param number how many events of the same user have come so far
    private record Round(String organizationId, int number) {
    }

    /// An event as an observation.
    ///
    /// @param isElsewhere whether the organization is another one than the event names
    private record Seen(DatedEvent event, Observation observation, boolean isElsewhere) {

        /// Of a leaver the organization counts in which the id is known, whatever the event names. Who is created is active,
        /// unless the event says otherwise.
        static Seen of(DatedEvent event, ScalekitUser kept, Map<String, Home> homes) {
            UserEvent said = (UserEvent) event.event();
            ScalekitUser user = said instanceof UserCreated && kept.active() == null ? kept.withActive(true) : kept;
            Home home = homes.get(user.id());
            if (!kept.isLeaving() || home == null || home.organizationId().equals(user.organizationId())) {
                return new Seen(event, new Observation(user, null, event.at()), false);
            }
            return new Seen(event, new Observation(user.in(home.organizationId()), null, event.at()),
                    !said.organizationIds().contains(home.organizationId()));
        }

        String organizationId() {
            return observation.user().organizationId();
        }

        Set<String> leftAside() {
            return isElsewhere ? Stream.concat(event.leftAside().stream(), Stream.of("organization_id"))
                    .collect(Collectors.toSet()) : event.leftAside();
        }
    }
}
