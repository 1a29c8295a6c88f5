package dev.rollcall.scalekit;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// What Scalekit sent, event or page, as far as it can be read. No number, name, text or depth is too much, and none takes
/// long: numbers stay texts until somebody asks, and what lies deeper than any field that Rollcall knows is passed over.
///
/// @param root the object; what came before the defect if there is one
/// @param defect a sentence that says what keeps it from being one JSON object in UTF-8; null if nothing does
record Body(JsonNode root, @Nullable String defect) {

    /// Fields that Rollcall knows lie six levels deep at most.
    private static final int DEEPEST = 8;

    /// What is nested deeper than this is taken out before it is parsed, for a parser remembers each level.
    private static final int DEEPEST_PARSED = 400;

    private static final int LONGEST_NUMBER = 40;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    // Property names are not shared: whoever sends may choose them so that they collide.
    private static final JsonFactory STRICT = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST_PARSED).maxNumberLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE).build())
            .build();

    private static final JsonFactory LENIENT = STRICT.rebuild().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER).build();

    static Body of(byte[] bytes) {
        String defect = null;
        String text;
        try {
            // Decoded here because Jackson guesses at UTF-16 and UTF-32, and RFC 8259 section 8.1 knows only UTF-8.
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            defect = "The payload is not UTF-8.";
            text = new String(bytes, StandardCharsets.UTF_8);
        }
        Tree tree = parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        if (defect == null && !tree.whole) {
            defect = "The payload is not JSON.";
        }
        if (defect == null && !tree.root.isObject()) {
            defect = "The payload is not a JSON object.";
        }
        return new Body(tree.root, defect);
    }

    private static Tree parse(String json) {
        Tree tree = new Tree();
        try {
            tree.read(STRICT, json);
        } catch (StreamConstraintsException deep) {
            return parse(shallow(json));
        } catch (JacksonException notJson) { // whose message may quote the payload
            return parsedLeniently(json);
        }
        return tree;
    }

    /// Reads what is not JSON as far as that goes, for a leaver's sake.
    private static Tree parsedLeniently(String json) {
        Tree tree = new Tree();
        try {
            tree.read(LENIENT, json);
        } catch (StreamConstraintsException deep) {
            return parsedLeniently(shallow(json));
        } catch (JacksonException notJson) {
            // what was read before it broke stands
        }
        tree.whole = false;
        return tree;
    }

    /// {@return the same with a number in place of whatever is nested too deep to be parsed}
    private static String shallow(String json) {
        StringBuilder shallow = new StringBuilder();
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean closes = !inString && (c == ']' || c == '}');
            if (!inString && (c == '[' || c == '{') && ++depth == DEEPEST_PARSED) {
                shallow.append('0');
            }
            if (depth < DEEPEST_PARSED) {
                shallow.append(c);
            }
            if (closes) {
                depth--;
            } else if (c == '"') {
                inString = !inString;
            } else if (inString && c == '\\' && i + 1 < json.length()) {
                i++;
                if (depth < DEEPEST_PARSED) {
                    shallow.append(json.charAt(i));
                }
            }
        }
        return shallow.toString();
    }

    /// Grows while it is read.
    private static final class Tree {

        private final Deque<JsonNode> open = new ArrayDeque<>();
        private JsonNode root = MissingNode.getInstance();
        private String name = "";
        private boolean whole = true;

        void read(JsonFactory factory, String json) {
            try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
                JsonToken token = parser.nextToken();
                while (token != null) {
                    take(parser, token);
                    token = parser.nextToken();
                    if (open.isEmpty() && token != null) {
                        whole = false;
                        return;
                    }
                }
            }
        }

        private void take(JsonParser parser, JsonToken token) {
            switch (token) {
                case PROPERTY_NAME -> name = parser.currentName();
                case START_OBJECT, START_ARRAY -> open(parser, token);
                case END_OBJECT, END_ARRAY -> open.pop();
                case VALUE_STRING -> add(NODES.stringNode(parser.getString()));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(number(parser.getString()));
                case VALUE_TRUE, VALUE_FALSE -> add(NODES.booleanNode(token == JsonToken.VALUE_TRUE));
                case VALUE_NULL -> add(NODES.nullNode());
                default -> throw new IllegalStateException("No token of JSON: " + token);
            }
        }

        private void open(JsonParser parser, JsonToken token) {
            if (open.size() == DEEPEST) {
                parser.skipChildren();
                add(NODES.objectNode());
                return;
            }
            JsonNode node = token == JsonToken.START_OBJECT ? NODES.objectNode() : NODES.arrayNode();
            add(node);
            open.push(node);
        }

        private void add(JsonNode node) {
            switch (open.peek()) {
                case ObjectNode object -> object.set(name, node);
                case ArrayNode array -> array.add(node);
                case null, default -> root = node;
            }
        }

        /// {@return the number; an empty object, which is no field's value, if no field can have so long a one}
        private static JsonNode number(String text) {
            try {
                return text.length() > LONGEST_NUMBER ? NODES.objectNode() : NODES.numberNode(new BigDecimal(text));
            } catch (NumberFormatException tooLarge) {
                return NODES.objectNode();
            }
        }
    }
}
