package dev.rollcall.accounts;

import dev.rollcall.simulator.SimulatedEvent;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One event, or one user of a page, as DESIGN's rules 4 and 8 read it. Null is always "not said", empty is "none".
///
/// @param directory the directory whose page it is of
record SlowStatement(SlowVersion version, String type, Set<String> organizations, JsonNode data,
        @Nullable String directory) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern INVISIBLE_ENDS = Pattern.compile("^[\\p{Z}\\p{C}]+|[\\p{Z}\\p{C}]+$");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    /// A group as a member's list has it.
    record Listed(String id, @Nullable String name) {
    }

    static SlowStatement read(SimulatedEvent event, Instant receivedAt, @Nullable String directory) {
        JsonNode body = JSON.readTree(event.json());
        JsonNode data = body.path("data");
        Instant dated = date(body.path("occurred_at"));
        Instant at = dated == null || dated.isAfter(receivedAt.plus(TOLERANCE)) ? receivedAt : dated;
        return new SlowStatement(new SlowVersion(at, body.path("id").asString(), data.path("id").asString()),
                body.path("type").asString(), Set.copyOf(Stream.of(body, data).map(part -> part.path("organization_id"))
                        .filter(JsonNode::isString).map(JsonNode::asString).filter(id -> !id.isEmpty()).toList()),
                data, directory);
    }

    private static @Nullable Instant date(JsonNode date) {
        try {
            return date.isString() ? OffsetDateTime.parse(date.asString()).toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    String subject() {
        return data.path("id").asString();
    }

    boolean is(String kind) {
        return type.contains(kind);
    }

    boolean isLeaving() {
        return Boolean.FALSE.equals(active());
    }

    @Nullable
    Boolean active() {
        if (is("user_deleted")) {
            return false;
        }
        String said = data.path("active").asString("").toLowerCase(Locale.ROOT);
        return switch (said) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> is("user_created") ? true : null;
        };
    }

    @Nullable
    String email() {
        return isLeaving() ? null : text("email");
    }

    @Nullable
    String dpId() {
        return text("dp_id");
    }

    /// A name.
    @Nullable
    String name(String field) {
        return is("user_deleted") ? null : text(field);
    }

    /// All other attributes, of which pages say nothing: whoever says one speaks of all.
    @Nullable
    String attributes() {
        Map<String, String> attributes = new TreeMap<>();
        Stream.of("department", "title")
                .forEach(name -> Stream.ofNullable(name(name)).forEach(text -> attributes.put(name, text)));
        if (directory != null || attributes.isEmpty()) {
            return null;
        }
        attributes.values().removeIf(String::isEmpty);
        return attributes.isEmpty() ? "" : attributes.toString();
    }

    @Nullable
    List<String> roles() {
        return list("roles", role -> textOf(role.path("role_name")));
    }

    @Nullable
    List<Listed> groups() {
        return list("groups", group -> {
            String id = textOf(group.path("id"));
            return id == null ? null : new Listed(id, textOf(group.path("name")));
        });
    }

    private <T> @Nullable List<T> list(String field, Function<JsonNode, @Nullable T> read) {
        JsonNode said = data.path(field);
        if (is("user_deleted") || said.isMissingNode() || !said.isNull() && !said.isArray()) {
            return null;
        }
        return StreamSupport.stream(said.spliterator(), false).map(read).filter(Objects::nonNull).toList();
    }

    private @Nullable String text(String field) {
        JsonNode said = data.path(field);
        return said.isNull() ? "" : said.isString() ? normal(said.asString()) : null;
    }

    /// A text that is there and not empty.
    @Nullable
    String filled(String field) {
        return textOf(data.path(field));
    }

    private static @Nullable String textOf(JsonNode said) {
        return said.isString() && !normal(said.asString()).isEmpty() ? normal(said.asString()) : null;
    }

    private static String normal(String text) {
        return Normalizer.normalize(INVISIBLE_ENDS.matcher(text).replaceAll(""), Normalizer.Form.NFC);
    }
}
