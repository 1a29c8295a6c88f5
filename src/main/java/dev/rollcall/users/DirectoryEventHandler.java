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
import dev.rollcall.scalekit.ScalekitEvent.UserDeleted;
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import dev.rollcall.scalekit.UnreadableEventException;
import dev.rollcall.users.Observations.Result;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private final ApplicationEventPublisher publisher;

    DirectoryEventHandler(EventReader reader, OrganizationLocks locks, Observations observations, Departures departures,
            ApplicationEventPublisher publisher) {
        this.departures = departures;
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
        return batch.stream().map(this::handle).toList();
    }

    private Outcome handle(ReceivedEvent received) {
        try {
            Optional<ScalekitEvent> event = reader.read(received.payload());
            return event.isEmpty() ? new Outcome.Ignored("Rollcall has no use for events of this type.")
                    : outcome(apply(event.get(), received.id()));
        } catch (UnreadableEventException unreadable) {
            return new Outcome.Unreadable(Objects.requireNonNull(unreadable.getMessage()));
        }
    }

    private Result apply(ScalekitEvent event, long inboxId) {
        Version at = new Version(event.occurredAt(), event.id());
        Cause cause = Cause.event(event.id(), inboxId);
        return switch (event) {
            case OrganizationCreated created -> observations.organization(created.organization(), false, at, cause);
            case OrganizationUpdated updated -> observations.organization(updated.organization(), false, at, cause);
            case OrganizationDeleted deleted -> observations.organization(deleted.organization(), true, at, cause);
            case DirectoryEnabled enabled -> enabled(enabled.directory(), at, cause);
            case DirectoryDisabled disabled -> observations.directory(disabled.directory(), false, at, cause);
            case UserCreated created -> user(joined(created.user()), at, cause);
            case UserUpdated updated -> user(updated.user(), at, cause);
            case UserDeleted deleted -> user(deleted.user(), at, cause);
            case GroupCreated created -> observations.group(created.group(), false, at, cause);
            case GroupUpdated updated -> observations.group(updated.group(), false, at, cause);
            case GroupDeleted deleted -> observations.group(deleted.group(), true, at, cause);
        };
    }

    private Result user(DirectoryUser seen, Version at, Cause cause) {
        boolean leaves = departures.isOne(seen);
        Result result = observations.users(seen.organizationId(), List.of(new SeenUser(seen, null, at)), cause)
                .getFirst();
        if (leaves && result instanceof Result.Applied) {
            departures.count(at.at());
        }
        return result;
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
