package dev.rollcall.accounts;

import dev.rollcall.accounts.Departures.Home;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.inbox.EventFacts;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.scalekit.EventReader;
import dev.rollcall.scalekit.ScalekitDirectory;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryDisabled;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryEnabled;
import dev.rollcall.scalekit.ScalekitEvent.Envelope;
import dev.rollcall.scalekit.ScalekitEvent.GroupCreated;
import dev.rollcall.scalekit.ScalekitEvent.GroupDeleted;
import dev.rollcall.scalekit.ScalekitEvent.GroupUpdated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationCreated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationDeleted;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationUpdated;
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Turns events into observations, in their order. Those about users, which are nearly all, are kept back until one of
/// another kind comes, and then applied together.
@Component
class DirectoryEventHandler implements EventHandler {

    private final EventReader reader;
    private final DatedEvents dated;
    private final OrganizationLocks locks;
    private final UserEvents users;
    private final Directories directories;
    private final Groups groups;
    private final ApplicationEventPublisher publisher;

    DirectoryEventHandler(EventReader reader, DatedEvents dated, OrganizationLocks locks, UserEvents users,
            Directories directories, Groups groups, ApplicationEventPublisher publisher) {
        this.reader = reader;
        this.dated = dated;
        this.locks = locks;
        this.users = users;
        this.directories = directories;
        this.groups = groups;
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
        Outcome[] outcomes = new Outcome[batch.size()];
        List<DatedEvent> events = new ArrayList<>(dated.read(batch, outcomes));
        Set<String> locked = lock(events, outcomes);
        List<DatedEvent> aboutUsers = new ArrayList<>();
        for (DatedEvent event : events) {
            if (event.event() instanceof UserEvent) {
                aboutUsers.add(event);
            } else {
                users.apply(aboutUsers, locked, outcomes);
                aboutUsers.clear();
                outcomes[event.place()] = EventOutcomes.of(observe(event), event.leftAside());
            }
        }
        users.apply(aboutUsers, locked, outcomes);
        return Arrays.asList(outcomes);
    }

    /// Takes every organization that is named, and those where leavers are known, whatever is named. An event about one
    /// that somebody else is changing is left for later: most of them are locked already, so nobody may wait for more.
    ///
    /// @return the organizations that are locked
    private Set<String> lock(List<DatedEvent> events, Outcome[] outcomes) {
        Map<String, Home> homes = users.homes(events);
        Set<String> locked = locks
                .lockNow(events.stream().flatMap(event -> concerned(event, homes)).distinct().toList());
        events.removeIf(event -> {
            Optional<String> busy = concerned(event, homes).filter(id -> !locked.contains(id)).findFirst();
            busy.ifPresent(id -> outcomes[event.place()] = EventOutcomes.busy(id));
            return busy.isPresent();
        });
        return locked;
    }

    private static Stream<String> concerned(DatedEvent event, Map<String, Home> homes) {
        return Stream.concat(event.organizations(),
                event.leaver().flatMap(id -> Optional.ofNullable(homes.get(id))).map(Home::organizationId).stream());
    }

    private Result observe(DatedEvent event) {
        Version at = event.at();
        Cause cause = event.cause();
        return switch (event.event()) {
            case OrganizationCreated created -> directories.observe(created.organization(), false, at, cause);
            case OrganizationUpdated updated -> directories.observe(updated.organization(), false, at, cause);
            case OrganizationDeleted deleted -> directories.observe(deleted.organization(), true, at, cause);
            case DirectoryEnabled enabled -> enabled(enabled.directory(), at, cause);
            case DirectoryDisabled disabled -> directories.observe(disabled.directory(), false, at, cause);
            case GroupCreated created -> groups.observe(created.group(), false, at, cause);
            case GroupUpdated updated -> groups.observe(updated.group(), false, at, cause);
            case GroupDeleted deleted -> groups.observe(deleted.group(), true, at, cause);
            case UserEvent about -> throw new IllegalArgumentException("Users are seen together: " + about.id());
        };
    }

    private Result enabled(ScalekitDirectory seen, Version at, Cause cause) {
        Result result = directories.observe(seen, true, at, cause);
        if (result instanceof Result.Applied) {
            publisher.publishEvent(new DirectoryBecameEnabled(seen.organizationId(), seen.id()));
        }
        return result;
    }
}
