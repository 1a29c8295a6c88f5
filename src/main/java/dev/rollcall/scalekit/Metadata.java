package dev.rollcall.scalekit;

import dev.rollcall.NormalForm;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What the application noted about an organization at Scalekit: a text by each name.
final class Metadata {

    /// So much is kept of an organization, in bytes of UTF-8.
    static final int MOST_BYTES = 16 * 1024;

    private static final String NOTHING = "{}";

    private Metadata() {
    }

    /// {@return a JSON object whose names are sorted, the same for the same metadata in whatever order, and without the last
    /// names if it is too long; null where nothing can be read}
    static @Nullable String read(Fields fields) {
        JsonNode said = fields.value("metadata");
        if (said.isMissingNode()) {
            return null;
        }
        if (new JsonValue(said).isNone()) {
            return NOTHING;
        }
        if (!said.isObject()) {
            fields.leaveAside("metadata");
            return null;
        }
        Map<String, JsonNode> asTheyCame = new TreeMap<>(CanonicalJson.BY_CODE_POINTS);
        said.properties().forEach(entry -> asTheyCame.put(entry.getKey(), entry.getValue()));
        Map<String, JsonNode> texts = new TreeMap<>(CanonicalJson.BY_CODE_POINTS);
        asTheyCame.forEach((name, value) -> texts.putIfAbsent(NormalForm.text(name), text(value)));
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        texts.forEach(metadata::set);
        return CanonicalJson.write(CanonicalJson.beginning(metadata, MOST_BYTES - NOTHING.length()));
    }

    private static JsonNode text(JsonNode value) {
        String text = new JsonValue(value).text();
        return JsonNodeFactory.instance.stringNode(
                text == null ? NormalForm.text(value.isPojo() ? value.asString() : value.toString()) : text);
    }
}
