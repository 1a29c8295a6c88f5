package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One event as Scalekit would post it; every method that says something about it answers a copy under the same event
/// and webhook id, and what was never said is absent from the JSON.
public final class SimulatedEvent {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> TIMES = List.of("create_time", "update_time", "updated_at", "deleted_at");

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String webhookId;
    private final ObjectNode body;
    private final String begin;

    private SimulatedEvent(String webhookId, ObjectNode body, String begin) {
        this.webhookId = webhookId;
        this.body = body;
        this.begin = begin;
    }

    /// An event with Scalekit's envelope around an empty `data`.
    static SimulatedEvent of(String webhookId, String id, String type, String object, String displayName) {
        var body = MAPPER.createObjectNode().put("spec_version", "1").put("id", id).put("type", type)
                .put("object", object).put("occurred_at", Instant.EPOCH.toString()).put("environment_id", "env_1")
                .put("organization_id", "");
        body.putObject("data");
        return new SimulatedEvent(webhookId, body.put("display_name", displayName), "");
    }

    /// The `webhook-id` to send this event under: the idempotency key, not part of the JSON.
    public String webhookId() {
        return webhookId;
    }

    /// The same event under another `webhook-id`, as when it is sent again by hand.
    public SimulatedEvent webhookId(String webhookId) {
        return new SimulatedEvent(webhookId, body, begin);
    }

    /// The same event, sent with a byte order mark before its body.
    public SimulatedEvent byteOrderMark() {
        return new SimulatedEvent(webhookId, body, BYTE_ORDER_MARK);
    }

    /// Sets the event's own id, `evt_…`.
    public SimulatedEvent id(String id) {
        return with("id", id);
    }

    /// Sets `occurred_at`, and every time in `data`.
    public SimulatedEvent at(Instant occurredAt) {
        var time = occurredAt.toString();
        return edit(event -> {
            event.put("occurred_at", time);
            TIMES.stream().filter(data(event)::has).forEach(name -> data(event).put(name, time));
        });
    }

    /// Sets the organization, in the envelope and, for a directory, user or group, in `data`.
    public SimulatedEvent in(String organizationId) {
        return edit(event -> {
            event.put("organization_id", organizationId);
            data(event).put("Organization".equals(event.path("object").asString("")) ? "id" : "organization_id",
                    organizationId);
        });
    }

    /// Sets the directory that a group belongs to; Scalekit's user events name none.
    public SimulatedEvent inDirectory(String directoryId) {
        return withData("directory_id", directoryId);
    }

    /// Sets Scalekit's name of the kind of directory.
    public SimulatedEvent provider(String provider) {
        return withData("provider", provider);
    }

    /// Sets the name of a group or an organization.
    public SimulatedEvent displayName(String displayName) {
        return withData("display_name", displayName);
    }

    /// Sets the id that the customer's own directory gives the user or group.
    public SimulatedEvent dpId(String dpId) {
        return withData("dp_id", dpId);
    }

    /// Sets a user's e-mail address.
    public SimulatedEvent email(String email) {
        return withData("email", email);
    }

    /// Sets a user's full name alone.
    public SimulatedEvent name(String name) {
        return withData("name", name);
    }

    /// Sets a user's given name.
    public SimulatedEvent givenName(String givenName) {
        return withData("given_name", givenName);
    }

    /// Sets a user's family name.
    public SimulatedEvent familyName(String familyName) {
        return withData("family_name", familyName);
    }

    /// Sets all three names of a user.
    public SimulatedEvent named(String givenName, String familyName) {
        return name(givenName + " " + familyName).givenName(givenName).familyName(familyName);
    }

    /// Says whether a user is active.
    public SimulatedEvent active(boolean active) {
        return withData("active", active);
    }

    /// Sets the full list of a user's roles; called with none, it is an empty list, not an absent one.
    public SimulatedEvent roles(String... names) {
        return withData("roles", Arrays.stream(names).map(name -> Map.of("role_name", name)).toList());
    }

    /// Sets the full list of a user's groups; called with none, it is an empty list, not an absent one.
    public SimulatedEvent groups(ScalekitEvents.Group... groups) {
        return withData("groups", List.of(groups));
    }

    /// Sets any key of the envelope to anything, `null` included.
    public SimulatedEvent with(String key, @Nullable Object value) {
        return edit(event -> event.set(key, MAPPER.valueToTree(value)));
    }

    /// Sets any key of `data` to anything, `null` included.
    public SimulatedEvent withData(String key, @Nullable Object value) {
        return edit(event -> data(event).set(key, MAPPER.valueToTree(value)));
    }

    /// Leaves a key of the envelope out, `data` itself included.
    public SimulatedEvent without(String key) {
        return edit(event -> event.remove(key));
    }

    /// Leaves a key of `data` out.
    public SimulatedEvent withoutData(String key) {
        return edit(event -> data(event).remove(key));
    }

    /// When it occurred.
    Instant occurredAt() {
        return Instant.parse(body.path("occurred_at").asString());
    }

    /// The body, to be read only.
    JsonNode tree() {
        return body;
    }

    /// The body as text.
    public String json() {
        return body.toString();
    }

    /// The body as it is signed and sent: UTF-8.
    public byte[] bytes() {
        return (begin + json()).getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return webhookId + " " + json();
    }

    /// Sets a time in `data`, which follows `occurred_at` from then on.
    SimulatedEvent withTime(String key) {
        return edit(event -> data(event).set(key, event.path("occurred_at")));
    }

    /// Changes `data` in any way.
    SimulatedEvent editData(Consumer<ObjectNode> change) {
        return edit(event -> change.accept(data(event)));
    }

    private SimulatedEvent edit(Consumer<ObjectNode> change) {
        var copy = body.deepCopy();
        change.accept(copy);
        return new SimulatedEvent(webhookId, copy, begin);
    }

    private static ObjectNode data(ObjectNode event) {
        return event.withObject("data");
    }
}
