package dev.rollcall.scalekit;

import dev.rollcall.NormalForm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the application noted about an organization at Scalekit: a text by each name.
final class Metadata {

    /// So much is kept of an organization, in bytes of UTF-8.
    static final int MOST_BYTES = 16 * 1024;

    private static final String NOTHING = "{}";

    /// As PostgreSQL's collation "C" has it.
    private static final Comparator<String> BY_CODE_POINTS = Comparator.comparing(text -> text.codePoints().toArray(),
            Arrays::compare);

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
        Map<String, JsonNode> asTheyCame = new TreeMap<>(BY_CODE_POINTS);
        said.properties().forEach(entry -> asTheyCame.put(entry.getKey(), entry.getValue()));
        Map<String, String> texts = new TreeMap<>(BY_CODE_POINTS);
        asTheyCame.forEach((name, value) -> texts.putIfAbsent(NormalForm.text(name), text(value)));
        return cut(texts);
    }

    private static String text(JsonNode value) {
        String text = new JsonValue(value).text();
        return text == null ? NormalForm.text(value.toString()) : text;
    }

    private static String cut(Map<String, String> texts) {
        StringBuilder object = new StringBuilder();
        int left = MOST_BYTES - NOTHING.length();
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            String one = (object.isEmpty() ? "" : ",") + json(entry.getKey()) + ':' + json(entry.getValue());
            left -= one.getBytes(StandardCharsets.UTF_8).length;
            if (left < 0) {
                break;
            }
            object.append(one);
        }
        return "{" + object + "}";
    }

    private static String json(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }
}
