package dev.rollcall.scalekit;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// The nodes of a text, which grow while it is read. A number that is longer than any that Rollcall reads is neither a
/// number nor a text to whoever asks for one, and what lies deeper than any field that it knows is passed over.
final class JsonTree {

    /// Fields that Rollcall knows lie six levels deep at most.
    private static final int DEEPEST = 8;

    private static final int LONGEST_NUMBER = 40;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Deque<JsonNode> open = new ArrayDeque<>();
    private JsonNode root = MissingNode.getInstance();
    private String name = "";
    private boolean whole;

    /// @param whole whether the text is JSON, as far as is known
    JsonTree(boolean whole) {
        this.whole = whole;
    }

    /// {@return what has been read so far}
    JsonNode root() {
        return root;
    }

    /// {@return whether nothing but that was in the text}
    boolean isWhole() {
        return whole;
    }

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

    /// {@return the number; as it was written, which is no field's value, if no field can have so long a one}
    private static JsonNode number(String text) {
        try {
            return text.length() > LONGEST_NUMBER ? NODES.pojoNode(text) : NODES.numberNode(new BigDecimal(text));
        } catch (NumberFormatException tooLarge) {
            return NODES.pojoNode(text);
        }
    }
}
