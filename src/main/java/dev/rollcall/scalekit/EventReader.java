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
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the bytes of an event. Unknown fields are ignored, and so is the difference between a field that is null and
/// one that is absent: neither says anything. Characters that PostgreSQL cannot keep (NUL, half a surrogate pair) become
/// U+FFFD.
@Component
public final class EventReader {

    /// The longest id, type or name of a role that is accepted, in characters: they are looked up by an index.
    private static final int LONGEST_KEY = 255;

    /// RFC 5321 section 4.5.3.1: 64 for the local part, the @, and 255 for the domain.
    private static final int LONGEST_EMAIL = 320;

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final JsonMapper json = JsonMapper.shared();

    /// Reads as much as it can, and is never in the way of keeping an event.
    ///
    /// @param payload the event's bytes, whatever they are
    /// @return what could be read; all of it null if the payload is not a JSON object
    public Envelope envelope(byte[] payload) {
        JsonNode event;
        try {
            event = parse(payload);
        } catch (UnreadableEventException unreadable) {
            return new Envelope(null, null, null, null, null);
        }
        JsonNode data = event.path("data");
        String type = keyOrNull(event.path("type"));
        String subjectId = keyOrNull(data.path("id"));
        return new Envelope(keyOrNull(event.path("id")), type, organizationId(event, type, subjectId), subjectId,
                instantOrNull(event.path("occurred_at")));
    }

    /// Names the same organization as the event that [#read] gives, whatever else the payload says: who applies events
    /// goes by it.
    private static @Nullable String organizationId(JsonNode event, @Nullable String type, @Nullable String subjectId) {
        boolean ofOrganization = switch (type) {
            case "organization.created", "organization.updated", "organization.deleted" -> true;
            case null, default -> false;
        };
        String organizationId = ofOrganization ? subjectId : null;
        if (organizationId == null) {
            organizationId = keyOrNull(event.path("organization_id"));
        }
        return organizationId == null ? keyOrNull(event.path("data").path("organization_id")) : organizationId;
    }

    /// Reads the event whole.
    ///
    /// @param payload the event's bytes
    /// @return the event; empty if its type is none that Rollcall knows
    /// @throws UnreadableEventException if the event cannot be understood
    public Optional<ScalekitEvent> read(byte[] payload) throws UnreadableEventException {
        JsonNode event = parse(payload);
        String type = key(event, "type");
        JsonNode data = event.path("data");
        return switch (type) {
            case "organization.created" ->
                    Optional.of(new OrganizationCreated(id(event), at(event), organization(event)));
            case "organization.updated" ->
                    Optional.of(new OrganizationUpdated(id(event), at(event), organization(event)));
            case "organization.deleted" ->
                    Optional.of(new OrganizationDeleted(id(event), at(event), organization(event)));
            case "organization.directory_enabled" ->
                    Optional.of(new DirectoryEnabled(id(event), at(event), directory(event)));
            case "organization.directory_disabled" ->
                    Optional.of(new DirectoryDisabled(id(event), at(event), directory(event)));
            case "organization.directory.user_created" ->
                    Optional.of(new UserCreated(id(event), at(event), user(event)));
            case "organization.directory.user_updated" ->
                    Optional.of(new UserUpdated(id(event), at(event), user(event)));
            case "organization.directory.user_deleted" ->
                    Optional.of(new UserDeleted(id(event), at(event), leaver(event)));
            case "organization.directory.group_created" ->
                    Optional.of(new GroupCreated(id(event), at(event), group(event)));
            case "organization.directory.group_updated" ->
                    Optional.of(new GroupUpdated(id(event), at(event), group(event)));
            case "organization.directory.group_deleted" ->
                    Optional.of(new GroupDeleted(id(event), at(event), group(event)));
            default -> Optional.empty();
        };
    }

    private JsonNode parse(byte[] payload) throws UnreadableEventException {
        JsonNode event;
        try {
            // Decoded here because Jackson guesses at UTF-16 and UTF-32, and RFC 8259 section 8.1 knows only UTF-8.
            event = json.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
        } catch (CharacterCodingException notUtf8) {
            throw new UnreadableEventException("The payload is not UTF-8.");
        } catch (JacksonException notJson) {
            // Jackson's own message may quote the payload.
            throw new UnreadableEventException("The payload is not JSON.");
        }
        if (!event.isObject()) {
            throw new UnreadableEventException("The payload is not a JSON object.");
        }
        return event;
    }

    private Organization organization(JsonNode event) throws UnreadableEventException {
        JsonNode data = data(event);
        return new Organization(key(data, "id", "data.id"), text(data, "display_name"));
    }

    private Directory directory(JsonNode event) throws UnreadableEventException {
        JsonNode data = data(event);
        return new Directory(key(data, "id", "data.id"), organizationId(event), text(data, "provider"));
    }

    private DirectoryGroup group(JsonNode event) throws UnreadableEventException {
        JsonNode data = data(event);
        return new DirectoryGroup(key(data, "id", "data.id"), organizationId(event), optionalKey(data, "directory_id"),
                text(data, "display_name"));
    }

    private DirectoryUser user(JsonNode event) throws UnreadableEventException {
        JsonNode data = data(event);
        Boolean active = active(data);
        try {
            String organizationId = organizationId(event);
            return new DirectoryUser(key(data, "id", "data.id"), organizationId, active, email(data),
                    text(data, "name"), text(data, "given_name"), text(data, "family_name"), roles(data),
                    groups(data, organizationId));
        } catch (UnreadableEventException unreadable) {
            if (Boolean.FALSE.equals(active)) {
                return leaver(event);
            }
            throw unreadable;
        }
    }

    /// Of one who left only the id matters: nothing else in the payload may keep a leaver's access alive.
    private DirectoryUser leaver(JsonNode event) throws UnreadableEventException {
        JsonNode data = data(event);
        String email = data.path("email").isString() ? clean(data.path("email")) : "";
        return new DirectoryUser(key(data, "id", "data.id"), organizationId(event), false,
                email.isEmpty() || email.length() > LONGEST_EMAIL ? null : email, null, null, null, null, null);
    }

    private static JsonNode data(JsonNode event) throws UnreadableEventException {
        JsonNode data = event.path("data");
        if (!data.isObject()) {
            throw new UnreadableEventException("data is " + (said(data) ? "not an object." : "missing."));
        }
        return data;
    }

    private static String id(JsonNode event) throws UnreadableEventException {
        return key(event, "id");
    }

    private static Instant at(JsonNode event) throws UnreadableEventException {
        JsonNode node = event.path("occurred_at");
        Instant at = instantOrNull(node);
        if (at == null) {
            throw new UnreadableEventException("occurred_at is "
                    + (said(node) ? "not a date and time with an offset, from 2000 to 9999." : "missing."));
        }
        return at;
    }

    private static @Nullable Instant instantOrNull(JsonNode node) {
        if (!node.isString()) {
            return null;
        }
        try {
            Instant at = OffsetDateTime.parse(node.stringValue()).toInstant().truncatedTo(ChronoUnit.MICROS);
            return at.isBefore(EARLIEST) || at.isAfter(LATEST) ? null : at;
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static String organizationId(JsonNode event) throws UnreadableEventException {
        return saysAnything(event.path("organization_id")) ? key(event, "organization_id")
                : key(event.path("data"), "organization_id", "organization_id");
    }

    private static @Nullable Boolean active(JsonNode data) throws UnreadableEventException {
        JsonNode node = data.path("active");
        if (!said(node)) {
            return null;
        }
        if (!node.isBoolean()) {
            throw new UnreadableEventException("data.active is neither true nor false.");
        }
        return node.booleanValue();
    }

    private static @Nullable String email(JsonNode data) throws UnreadableEventException {
        String email = text(data, "email");
        if (email != null && email.length() > LONGEST_EMAIL) {
            throw new UnreadableEventException("data.email is longer than " + LONGEST_EMAIL + " characters.");
        }
        return email;
    }

    private static @Nullable List<String> roles(JsonNode data) throws UnreadableEventException {
        List<String> roles = new ArrayList<>();
        List<JsonNode> elements = list(data, "roles");
        if (elements == null) {
            return null;
        }
        for (JsonNode element : elements) {
            roles.add(key(element, "role_name", "data.roles[].role_name"));
        }
        return roles;
    }

    private static @Nullable List<DirectoryGroup> groups(JsonNode data, String organizationId)
            throws UnreadableEventException {
        List<DirectoryGroup> groups = new ArrayList<>();
        List<JsonNode> elements = list(data, "groups");
        if (elements == null) {
            return null;
        }
        for (JsonNode element : elements) {
            groups.add(new DirectoryGroup(key(element, "id", "data.groups[].id"), organizationId, null,
                    text(element, "name", "data.groups[].name")));
        }
        return groups;
    }

    private static @Nullable List<JsonNode> list(JsonNode data, String field) throws UnreadableEventException {
        JsonNode node = data.path(field);
        if (!said(node)) {
            return null;
        }
        if (!node.isArray()) {
            throw new UnreadableEventException("data." + field + " is not a list.");
        }
        return List.copyOf(node.values());
    }

    private static @Nullable String text(JsonNode data, String field) throws UnreadableEventException {
        return text(data, field, "data." + field);
    }

    private static @Nullable String text(JsonNode node, String field, String path) throws UnreadableEventException {
        JsonNode value = node.path(field);
        if (!said(value)) {
            return null;
        }
        if (!value.isString()) {
            throw new UnreadableEventException(path + " is not a string.");
        }
        String text = clean(value);
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String optionalKey(JsonNode node, String field) throws UnreadableEventException {
        return saysAnything(node.path(field)) ? key(node, field, "data." + field) : null;
    }

    private static String key(JsonNode event, String field) throws UnreadableEventException {
        return key(event, field, field);
    }

    private static String key(JsonNode node, String field, String path) throws UnreadableEventException {
        JsonNode value = node.path(field);
        String key = keyOrNull(value);
        if (key == null) {
            throw new UnreadableEventException(path + " is "
                    + (said(value) ? "not a string of 1 to " + LONGEST_KEY + " characters." : "missing."));
        }
        return key;
    }

    private static @Nullable String keyOrNull(JsonNode value) {
        String key = value.isString() ? clean(value) : "";
        return key.isEmpty() || key.length() > LONGEST_KEY ? null : key;
    }

    private static String clean(JsonNode value) {
        String text = value.stringValue().strip();
        return text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c)) ? text
                : text.codePoints()
                        .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static boolean saysAnything(JsonNode node) {
        return said(node) && !(node.isString() && node.stringValue().isBlank());
    }

    private static boolean said(JsonNode node) {
        return !node.isNull() && !node.isMissingNode();
    }
}
