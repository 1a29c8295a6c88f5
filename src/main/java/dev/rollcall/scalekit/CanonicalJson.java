package dev.rollcall.scalekit;

import dev.rollcall.NormalForm;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/// JSON in the one form in which it is kept: what means the same is the same text. Keys are in order, texts are in their
/// [NormalForm] and cut where they are too long, what has too long a key is left out, and numbers have no superfluous zeros
/// and no exponent.
final class CanonicalJson {

    /// A number that needs more digits than this is kept as a text: a database could not take it for one.
    private static final int MOST_DIGITS = 40;

    /// With a larger exponent a number cannot be reckoned with.
    private static final int FARTHEST = 1_000;

    /// As PostgreSQL's collation "C" has it.
    static final Comparator<String> BY_CODE_POINTS = Comparator.comparing(text -> text.codePoints().toArray(),
            Arrays::compare);

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private CanonicalJson() {
    }

    /// {@return the same in its canonical form}
    ///
    /// @param value whatever could be read, which is some levels deep at most
    static JsonNode of(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> object(object);
            case ArrayNode array -> {
                ArrayNode elements = NODES.arrayNode(array.size());
                array.values().forEach(element -> elements.add(of(element)));
                yield elements;
            }
            // A number that is too long to be read as one.
            case POJONode written -> text(String.valueOf(written.getPojo()));
            default -> value.isNumber() ? number(value.decimalValue())
                    : value.isString() ? text(value.stringValue()) : value;
        };
    }

    /// Of two keys that mean the same, the first one counts, whatever their order was.
    private static ObjectNode object(ObjectNode object) {
        SequencedMap<String, JsonNode> asTheyCame = new TreeMap<>(BY_CODE_POINTS);
        object.properties().forEach(entry -> asTheyCame.put(entry.getKey(), entry.getValue()));
        SequencedMap<String, JsonNode> normal = new TreeMap<>(BY_CODE_POINTS);
        asTheyCame.forEach((key, value) -> {
            String name = NormalForm.text(key);
            if (name.length() <= Fields.LONGEST_KEY) {
                normal.computeIfAbsent(name, first -> of(value));
            }
        });
        ObjectNode canonical = NODES.objectNode();
        normal.forEach(canonical::set);
        return canonical;
    }

    private static JsonNode number(BigDecimal number) {
        if (number.scale() > FARTHEST || number.scale() < -FARTHEST) {
            return NODES.stringNode(number.toString());
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return Math.abs(stripped.scale()) > MOST_DIGITS || stripped.precision() > MOST_DIGITS
                ? NODES.stringNode(stripped.toString())
                : NODES.numberNode(stripped);
    }

    private static JsonNode text(String text) {
        return NODES.stringNode(NormalForm.cut(NormalForm.text(text), NormalForm.LONGEST_NAME));
    }

    /// {@return the first of an object's fields that have room in so many bytes of UTF-8}
    static ObjectNode beginning(ObjectNode object, int bytes) {
        ObjectNode beginning = NODES.objectNode();
        int left = bytes;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            left -= length(NODES.stringNode(field.getKey())) + length(field.getValue()) + ":,".length();
            if (left < 0) {
                break;
            }
            beginning.set(field.getKey(), field.getValue());
        }
        return beginning;
    }

    /// {@return what is in its canonical form as a text}
    static String write(JsonNode canonical) {
        return JSON.writeValueAsString(canonical);
    }

    /// {@return what [#write] wrote}
    static JsonNode read(String json) {
        return JSON.readTree(json);
    }

    /// {@return how many bytes of UTF-8 it takes as a text}
    static int length(JsonNode canonical) {
        return length(write(canonical));
    }

    /// {@return how many bytes of UTF-8 a text takes}
    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
