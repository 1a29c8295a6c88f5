package dev.rollcall.adoption;

import static dev.rollcall.adoption.ApplicationUser.ROLES;

import dev.rollcall.adoption.NumberedLines.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A list of which each line is a JSON object.
final class NdjsonLines implements UserLines {

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final NumberedLines lines;

    NdjsonLines(NumberedLines lines) {
        this.lines = lines;
    }

    @Override
    public @Nullable UserLine next() throws IOException {
        Line line = lines.next();
        return line == null ? null : UserLine.read(line.number(), () -> user(line));
    }

    private static ApplicationUser user(Line line) {
        line.requireReadable();
        JsonNode fields;
        try {
            fields = JSON.readTree(line.text());
        } catch (JacksonException notJson) {
            throw new MalformedLineException("It is not JSON.");
        }
        if (!fields.isObject()) {
            throw new MalformedLineException("It is not a JSON object.");
        }
        fields.propertyNames().forEach(ApplicationUser::requireKnown);
        return ApplicationUser.of(field -> text(field, fields.path(field)), roles(fields.path(ROLES)));
    }

    private static @Nullable String text(String field, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() && !value.isIntegralNumber()) {
            throw new MalformedLineException("%s is no text.".formatted(field));
        }
        return value.asString();
    }

    private static List<String> roles(JsonNode value) {
        if (!value.isMissingNode() && !value.isNull() && !value.isArray()) {
            throw new MalformedLineException("%s is no list.".formatted(ROLES));
        }
        List<String> roles = new ArrayList<>();
        value.forEach(role -> roles.add(role.isString() ? role.stringValue() : notAText()));
        return roles;
    }

    private static String notAText() {
        throw new MalformedLineException("%s has something that is no text.".formatted(ROLES));
    }
}
