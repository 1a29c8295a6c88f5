package dev.rollcall.scalekit;

import dev.rollcall.NormalForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// An object that Scalekit sent, read field by field: null is not said, an empty text or list is none. A field that is
/// there and cannot be read counts as not said, and its name is left behind. Fields have their names in snake_case, and
/// are found in camelCase, too.
final class Fields {

    /// The longest id, type or name of a role that is accepted, in characters: they are looked up by an index.
    static final int LONGEST_KEY = 255;

    /// RFC 5321 section 4.5.3.1: 64 for the local part, the @, and 255 for the domain.
    private static final int LONGEST_EMAIL = 320;

    /// What a field is called in camelCase: asked for each field that an event does not have, and there are few names.
    private static final Map<String, String> CAMEL_CASE = new ConcurrentHashMap<>();

    private final JsonNode object;
    private final String path;
    private final Set<String> leftAside;

    /// @param object the object; one that is none has no fields
    /// @param path what stands before the names of its fields, such as `data.`
    /// @param leftAside where the names of those go that cannot be read
    Fields(JsonNode object, String path, Set<String> leftAside) {
        this.object = object.isObject() ? object : MissingNode.getInstance();
        this.path = path;
        this.leftAside = leftAside;
    }

    /// {@return the names of the fields that could not be read so far}
    Set<String> leftAside() {
        return leftAside;
    }

    boolean has(String field) {
        return !value(field).isMissingNode();
    }

    /// {@return whether the field is there with anything but null}
    boolean says(String field) {
        return new JsonValue(value(field)).isSaid();
    }

    JsonNode value(String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() && field.indexOf('_') >= 0
                ? object.path(CAMEL_CASE.computeIfAbsent(field, Fields::camelCase))
                : value;
    }

    Fields object(String field) {
        JsonNode value = value(field);
        if (!value.isObject() && !new JsonValue(value).isNone()) {
            leaveAside(field);
        }
        return new Fields(value, path + field + ".", leftAside);
    }

    /// {@return a text in its normal form}
    @Nullable
    String text(String field) {
        if (!has(field)) {
            return null;
        }
        String text = new JsonValue(value(field)).text();
        return text == null ? unreadable(field) : text;
    }

    @Nullable
    String name(String field) {
        String name = text(field);
        return name == null ? null : NormalForm.cut(name, NormalForm.LONGEST_NAME);
    }

    /// {@return the name of what cannot be without one, so that none is not said}
    @Nullable
    String label(String field) {
        String label = name(field);
        return label == null || label.isEmpty() ? null : label;
    }

    /// {@return a user's full name, also out of SCIM's object, where that has one}
    @Nullable
    String fullName() {
        if (!value("name").isObject()) {
            return name("name");
        }
        Fields scim = object("name");
        if (!scim.has("formatted") && !scim.has("given_name") && !scim.has("family_name")) {
            leaveAside("name");
        }
        return scim.name("formatted");
    }

    @Nullable
    String email() {
        return text("email", LONGEST_EMAIL);
    }

    /// {@return the id that the customer's own directory gives}
    @Nullable
    String dpId() {
        return text("dp_id", LONGEST_KEY);
    }

    /// {@return what the application calls it}
    @Nullable
    String externalId() {
        return text("external_id", LONGEST_KEY);
    }

    private @Nullable String text(String field, int longest) {
        String text = text(field);
        return text != null && text.length() > longest ? unreadable(field) : text;
    }

    /// {@return an id, a type or the name of a role; null if there is none}
    @Nullable
    String key(String field) {
        String key = text(field, LONGEST_KEY);
        return key == null || key.isEmpty() ? null : key;
    }

    /// {@return the same, and where there is none, that is noted, too}
    @Nullable
    String expectedKey(String field) {
        String key = key(field);
        return key == null ? unreadable(field) : key;
    }

    @Nullable
    Boolean flag(String field) {
        return read(field, JsonValue::flag);
    }

    @Nullable
    Long number(String field) {
        return read(field, JsonValue::number);
    }

    @Nullable
    Instant instant(String field) {
        return read(field, JsonValue::instant);
    }

    private <T> @Nullable T read(String field, Function<JsonValue, @Nullable T> reader) {
        JsonValue value = new JsonValue(value(field));
        if (value.isNone()) {
            return null;
        }
        T said = reader.apply(value);
        return said == null ? unreadable(field) : said;
    }

    /// @param element reads an element, whose fields are named `field[].…`; null if it cannot be read
    /// @return the elements that can be read; null if nothing of what is there can
    <T> @Nullable List<T> list(String field, Function<Fields, @Nullable T> element) {
        JsonNode value = value(field);
        if (value.isMissingNode()) {
            return null;
        }
        if (new JsonValue(value).isNone()) {
            return List.of();
        }
        if (!value.isArray()) {
            return unreadable(field);
        }
        List<T> read = new ArrayList<>(value.size());
        for (JsonNode one : value.values()) {
            T said = element.apply(new Fields(one, path + field + "[].", leftAside));
            if (said != null) {
                read.add(said);
            }
        }
        return read.isEmpty() && !value.isEmpty() ? null : read;
    }

    /// {@return what a field is called, such as `data.id`}
    String path(String field) {
        return path + field;
    }

    /// Notes that a field is not as it should be.
    void leaveAside(String field) {
        leftAside.add(path(field));
    }

    private <T> @Nullable T unreadable(String field) {
        leaveAside(field);
        return null;
    }

    private static String camelCase(String field) {
        StringBuilder camel = new StringBuilder(field.length());
        for (String word : field.split("_")) {
            camel.append(camel.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return camel.toString();
    }
}
