package dev.rollcall.scalekit;

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
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads the bytes of an event. An optional field that cannot be read is left aside, and a leaver's statement is read
/// whatever else is odd about it: nobody keeps access because of a date or a name.
@Component
public final class EventReader {

    /// {@return the types of events that Rollcall has a use for, those about organizations first}
    public static List<String> types() {
        return EventType.names();
    }

    /// Reads as much as it can, and is never in the way of keeping an event.
    ///
    /// @param payload the event's bytes, whatever they are
    /// @return what could be read, which is what [#read] reads; all of it null if the payload is not a JSON object
    public Envelope envelope(byte[] payload) {
        EventBody body = EventBody.of(payload);
        if (body.defect() != null && !body.isLeaver()) {
            return new Envelope(null, null, null, null, null, true);
        }
        String type = body.event().key("type");
        boolean useful = type == null || body.type() != null;
        return new Envelope(body.event().key("id"), type, body.organizationId(), body.subjectId(),
                body.event().instant("occurred_at"), useful);
    }

    /// Reads the event whole.
    ///
    /// @param payload the event's bytes
    /// @return what it says, as far as it can be read
    /// @throws UnreadableEventException if the event cannot be understood; never if it says that a user left whose id can
    /// be read
    public Reading read(byte[] payload) throws UnreadableEventException {
        EventBody body = EventBody.of(payload);
        if (body.isLeaver()) {
            UserEvent event = leaver(body);
            return new Reading(event, Set.copyOf(body.leftAside()));
        }
        if (body.defect() != null) {
            throw new UnreadableEventException(body.defect());
        }
        required(body.event(), "type", body.event().key("type"));
        if (body.type() == null) {
            return new Reading(null, Set.of());
        }
        ScalekitEvent event = event(body, body.type());
        return new Reading(event, Set.copyOf(body.leftAside()));
    }

    private static ScalekitEvent event(EventBody body, EventType type) throws UnreadableEventException {
        if (!body.event().value("data").isObject()) {
            throw new UnreadableEventException(
                    "data is " + (body.event().says("data") ? "not an object." : "missing."));
        }
        String id = required(body.event(), "id", body.event().key("id"));
        Instant at = occurredAt(body.event());
        String subjectId = required(body.data(), "id", body.subjectId());
        return switch (type) {
            case ORGANIZATION_CREATED -> new OrganizationCreated(id, at, body.organization(subjectId));
            case ORGANIZATION_UPDATED -> new OrganizationUpdated(id, at, body.organization(subjectId));
            case ORGANIZATION_DELETED -> new OrganizationDeleted(id, at, body.goneOrganization(subjectId));
            case DIRECTORY_ENABLED -> new DirectoryEnabled(id, at, body.directory(subjectId, organization(body)));
            case DIRECTORY_DISABLED -> new DirectoryDisabled(id, at, body.directory(subjectId, organization(body)));
            case GROUP_CREATED -> new GroupCreated(id, at, body.group(subjectId, organization(body)));
            case GROUP_UPDATED -> new GroupUpdated(id, at, body.group(subjectId, organization(body)));
            case GROUP_DELETED -> new GroupDeleted(id, at, body.group(subjectId, organization(body)));
            case USER_CREATED, USER_UPDATED, USER_DELETED -> {
                String organizationId = organization(body);
                ScalekitUser user = body.user(subjectId, organizationId, body.data().flag("active"));
                yield userEvent(type, id, at, user, Set.of(organizationId));
            }
        };
    }

    private static UserEvent leaver(EventBody body) {
        String id = Objects.requireNonNullElse(body.event().expectedKey("id"), "");
        Instant at = body.event().instant("occurred_at");
        if (at == null) {
            body.event().leaveAside("occurred_at");
        }
        Set<String> organizationIds = body.organizationIds();
        if (organizationIds.isEmpty()) {
            body.event().leaveAside("organization_id");
        }
        String subjectId = Objects.requireNonNull(body.subjectId());
        String organizationId = organizationIds.isEmpty() ? "" : organizationIds.iterator().next();
        if (body.defect() != null) {
            body.leftAside().add("payload"); // and with it what it says of anything else
        }
        ScalekitUser user = body.defect() != null || body.type() == EventType.USER_DELETED
                ? body.gone(subjectId, organizationId)
                : body.user(subjectId, organizationId, false);
        return userEvent(Objects.requireNonNull(body.type()), id, at, user, organizationIds);
    }

    private static UserEvent userEvent(EventType type, String id, @Nullable Instant at, ScalekitUser user,
            Set<String> organizationIds) {
        return switch (type) {
            case USER_CREATED -> new UserCreated(id, at, user, organizationIds);
            case USER_UPDATED -> new UserUpdated(id, at, user, organizationIds);
            case USER_DELETED -> new UserDeleted(id, at, user, organizationIds);
            default -> throw new IllegalArgumentException(type + " is not about a user.");
        };
    }

    private static String organization(EventBody body) throws UnreadableEventException {
        String named = body.organizationId();
        Fields asked = body.event().says("organization_id") ? body.event() : body.data();
        if (named == null) {
            throw new UnreadableEventException("organization_id is " + why(asked, "organization_id"));
        }
        return named;
    }

    private static Instant occurredAt(Fields event) throws UnreadableEventException {
        Instant at = event.instant("occurred_at");
        if (at == null) {
            throw new UnreadableEventException("occurred_at is "
                    + (event.says("occurred_at") ? "not a date and time with an offset, from 2000 to 9999."
                            : "missing."));
        }
        return at;
    }

    private static String required(Fields fields, String field, @Nullable String key) throws UnreadableEventException {
        if (key == null) {
            throw new UnreadableEventException(fields.path(field) + " is " + why(fields, field));
        }
        return key;
    }

    private static String why(Fields fields, String field) {
        return fields.says(field) ? "not a string of 1 to " + Fields.LONGEST_KEY + " characters." : "missing.";
    }
}
