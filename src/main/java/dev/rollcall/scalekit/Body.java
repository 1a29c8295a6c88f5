package dev.rollcall.scalekit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;

/// What Scalekit sent, event or page, as far as it can be read. No number, name, text or depth is too much, and none takes
/// long: numbers stay texts until somebody asks, and what lies deeper than any field that Rollcall knows is passed over.
///
/// @param root the object; what came before the defect if there is one
/// @param defect a sentence that says what keeps it from being one JSON object in UTF-8; null if nothing does
record Body(JsonNode root, @Nullable String defect) {

    /// What is nested deeper than this is taken out before it is parsed, for a parser remembers each level.
    private static final int DEEPEST_PARSED = 400;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

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
        JsonTree tree = parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, true);
        if (defect == null && !tree.isWhole()) {
            defect = "The payload is not JSON.";
        }
        if (defect == null && !tree.root().isObject()) {
            defect = "The payload is not a JSON object.";
        }
        return new Body(tree.root(), defect);
    }

    /// What is not JSON is read as far as that goes, for a leaver's sake.
    private static JsonTree parse(String json, boolean strictly) {
        JsonTree tree = new JsonTree(strictly);
        try {
            tree.read(strictly ? STRICT : LENIENT, json);
        } catch (StreamConstraintsException deep) {
            return parse(shallow(json), strictly);
        } catch (JacksonException notJson) { // whose message may quote the payload
            return strictly ? parse(json, false) : tree; // what was read before it broke stands
        }
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
}
