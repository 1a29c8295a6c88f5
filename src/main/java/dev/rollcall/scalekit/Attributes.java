package dev.rollcall.scalekit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a directory says of a user beyond name, address, roles and groups, by the names that Scalekit documents: one JSON
/// object in its canonical form, so that the same attributes are the same text.
public final class Attributes {

    /// The name under which the user signs in. Pages say it, too, and nothing else of all this.
    public static final String USERNAME = "preferred_username";

    /// What is left behind, in place of the name of a field, where there was too much.
    public static final String CUT = "attributes.cut";

    /// So much is kept of what events say of one directory user, in bytes of UTF-8.
    static final int MOST_BYTES = 32 * 1024;

    /// Those that are objects of the provider's own, whatever is in them.
    static final List<String> OBJECTS = List.of("address", "custom_attributes");

    /// Those that are texts, in their order.
    static final List<String> TEXTS = List.of("cost_center", "department", "division", "employee_id", "language",
            "locale", "nickname", "organization", "phone_number", "picture", "profile", "title", "user_type",
            "zoneinfo");

    private static final String CUSTOM = "custom_attributes";
    private static final String NOTHING = "{}";

    /// What goes first if there is too much, once there are no custom ones any more; then the last ones.
    private static final List<String> LONG = List.of("address", "profile", "picture");

    private static final List<String> SORTED = Stream.of(OBJECTS, TEXTS).flatMap(List::stream).sorted().toList();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Attributes() {
    }

    /// {@return the names of all attributes, in order}
    public static List<String> names() {
        return Stream.concat(SORTED.stream(), Stream.of(USERNAME)).sorted().toList();
    }

    /// Reads the attributes of an event, but for the user name. Whoever names one of them speaks of all: the others are none
    /// then.
    ///
    /// @param data what the event says of the user
    /// @return the object; empty for none, null where none is named that can be read
    static @Nullable String read(Fields data) {
        ObjectNode attributes = NODES.objectNode();
        boolean isSaid = false;
        for (String name : SORTED) {
            JsonNode said = data.value(name);
            if (!said.isMissingNode()) {
                JsonNode value = OBJECTS.contains(name) ? object(data, name, said) : text(data, name, said);
                isSaid |= value != null;
                if (value != null && !isNone(value)) {
                    attributes.set(name, value);
                }
            }
        }
        return isSaid ? fitting(attributes, data) : null;
    }

    /// {@return the name under which the user signs in; empty for none, null where it is not said}
    static @Nullable String username(Fields fields) {
        JsonNode said = fields.value(USERNAME);
        JsonNode text = said.isMissingNode() ? null : text(fields, USERNAME, said);
        return text == null ? null : text.stringValue();
    }

    private static @Nullable JsonNode text(Fields fields, String name, JsonNode said) {
        if (said.isContainer()) {
            fields.leaveAside(name);
            return null;
        }
        JsonNode canonical = CanonicalJson.of(said);
        return NODES.stringNode(canonical.isNumber() ? canonical.decimalValue().toPlainString()
                : canonical.isNull() ? "" : canonical.asString());
    }

    private static @Nullable JsonNode object(Fields fields, String name, JsonNode said) {
        if (said.isObject()) {
            return CanonicalJson.of(said);
        }
        if (new JsonValue(said).isNone()) {
            return NODES.objectNode();
        }
        fields.leaveAside(name);
        return null;
    }

    private static boolean isNone(JsonNode value) {
        return value.isString() ? value.stringValue().isEmpty() : value.isEmpty();
    }

    /// {@return the object as a text, without what is too much}
    private static String fitting(ObjectNode attributes, Fields data) {
        String whole = written(attributes);
        if (CanonicalJson.length(whole) <= MOST_BYTES) {
            return whole;
        }
        data.leaveAside(CUT);
        JsonNode custom = attributes.remove(CUSTOM);
        List<String> names = new ArrayList<>(attributes.propertyNames());
        while (CanonicalJson.length(attributes) > MOST_BYTES) {
            String next = LONG.stream().filter(names::contains).findFirst().orElseGet(names::getLast);
            names.remove(next);
            attributes.remove(next);
        }
        int left = MOST_BYTES - CanonicalJson.length(attributes) - CUSTOM.length() - ",\"\":{}".length();
        ObjectNode first = custom == null ? NODES.objectNode() : CanonicalJson.beginning((ObjectNode) custom, left);
        if (!first.isEmpty()) {
            attributes.set(CUSTOM, first);
        }
        return written((ObjectNode) CanonicalJson.of(attributes)); // in order again
    }

    private static String written(ObjectNode attributes) {
        return attributes.isEmpty() ? "" : CanonicalJson.write(attributes);
    }

    /// {@return those of the attributes that have one of some names; empty for none}
    ///
    /// @param attributes the object; empty for none
    /// @param wanted the names
    public static String only(String attributes, Collection<String> wanted) {
        return attributes.isEmpty() ? "" : written(((ObjectNode) CanonicalJson.read(attributes)).retain(wanted));
    }

    /// {@return all attributes as one object, which may have nothing in it}
    ///
    /// @param attributes those without the user name; null for none
    /// @param username the user name; null for none
    public static String with(@Nullable String attributes, @Nullable String username) {
        if (username == null) {
            return attributes == null ? NOTHING : attributes;
        }
        String name = "{\"" + USERNAME + "\":" + CanonicalJson.write(NODES.stringNode(username));
        return attributes == null ? name + "}" : name + "," + attributes.substring(1);
    }
}
