package dev.rollcall.scalekit;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The bytes of an event, taken apart.
///
/// @param defect what keeps the payload from being JSON, as a sentence; null if nothing does
/// @param event the envelope
/// @param data what it is about
/// @param type the type; null if Rollcall has no use for it, or it cannot be read
/// @param subjectId the id of what it is about; null if it cannot be read
/// @param isLeaver whether it says, in whatever payload, that a user whose id can be read left
/// @param leftAside where the names of fields go that cannot be read
record EventBody(@Nullable String defect, Fields event, Fields data, @Nullable EventType type,
        @Nullable String subjectId, boolean isLeaver, Set<String> leftAside) {

    static EventBody of(byte[] payload) {
        Body body = Body.of(payload);
        Set<String> leftAside = new TreeSet<>();
        Fields event = new Fields(body.root(), "", leftAside);
        Fields data = event.object("data");
        EventType type = EventType.of(event.key("type"));
        String id = data.key("id");
        boolean leaves = id != null && type != null && switch (type) {
            case USER_DELETED -> true;
            case USER_CREATED, USER_UPDATED -> Boolean.FALSE.equals(data.flag("active"));
            default -> false;
        };
        return new EventBody(body.defect(), event, data, type, id, leaves, leftAside);
    }

    /// {@return the organizations that are named: by the envelope, then by the data}
    Set<String> organizationIds() {
        Set<String> named = new LinkedHashSet<>();
        for (Fields fields : List.of(event, data)) {
            String id = fields.key("organization_id");
            if (id != null) {
                named.add(id);
            }
        }
        return named;
    }

    /// {@return the organization that it is about; null if none is named}
    @Nullable
    String organizationId() {
        if (type != null && type.isAboutOrganization() && subjectId != null) {
            return subjectId;
        }
        Iterator<String> named = organizationIds().iterator();
        return named.hasNext() ? named.next() : null;
    }

    ScalekitOrganization organization(String id) {
        return new ScalekitOrganization(id, data.label("display_name"), data.externalId(), Metadata.read(data));
    }

    /// {@return an organization that is no more: what it was called last says nothing of whose an external id is}
    ScalekitOrganization goneOrganization(String id) {
        return new ScalekitOrganization(id, data.label("display_name"));
    }

    ScalekitDirectory directory(String id, String organizationId) {
        return new ScalekitDirectory(id, organizationId, data.label("provider"), data.label("directory_type"));
    }

    ScalekitGroup group(String id, String organizationId) {
        return new ScalekitGroup(id, organizationId, data.key("directory_id"), data.label("display_name"));
    }

    /// {@return a user of whom nothing matters but who it was}
    ScalekitUser gone(String id, String organizationId) {
        return new ScalekitUser(id, organizationId, false, null, null, null, null, data.dpId(), null, null);
    }

    ScalekitUser user(String id, String organizationId, @Nullable Boolean active) {
        return new ScalekitUser(id, organizationId, active, Boolean.FALSE.equals(active) ? null : data.email(),
                data.fullName(), data.name("given_name"), data.name("family_name"), data.dpId(),
                data.list("roles", role -> role.expectedKey("role_name")),
                data.list("groups", group -> group(group, organizationId)), Attributes.read(data),
                Attributes.username(data));
    }

    private static @Nullable ScalekitGroup group(Fields group, String organizationId) {
        String id = group.expectedKey("id");
        return id == null ? null : new ScalekitGroup(id, organizationId, null, group.label("name"));
    }
}
