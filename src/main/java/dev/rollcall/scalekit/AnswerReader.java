package dev.rollcall.scalekit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what answers say into the records that events are read into, and by the same [Fields].
final class AnswerReader {

    private static final Pattern WEB = Pattern.compile("https?://[!-~]+");

    private AnswerReader() {
    }

    /// Reads what it can of a page. What it cannot is named: left out silently, it would look as if it were gone.
    ///
    /// @param field what the page lists
    /// @param element reads an element; null if it has no id that can be read
    static <T> Listing<T> page(JsonNode answer, String field, Instant fetchedAt,
            Function<Fields, @Nullable T> element) {
        Fields page = fields(answer, "");
        List<T> items = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        int place = 0;
        for (JsonNode one : elements(page, field)) {
            T read = element.apply(fields(one, field + "[]."));
            if (read != null) {
                items.add(read);
            } else {
                unreadable.add(field + "[" + place + "]" + (one.isObject() ? ".id" : ""));
            }
            place++;
        }
        return new Listing<>(items, unreadable, nextPageToken(page), page.number("total_size"), fetchedAt);
    }

    /// Reads every element or fails.
    static <T> List<T> all(JsonNode answer, String field, Function<Fields, T> element) {
        return all(fields(answer, ""), field, element);
    }

    static <T> T one(JsonNode answer, String field, Function<Fields, T> reader) {
        return present(answer.path(field), field, reader);
    }

    static <T> List<T> all(Fields fields, String field, Function<Fields, T> element) {
        List<T> read = new ArrayList<>();
        for (JsonNode one : elements(fields, field)) {
            read.add(present(one, fields.path(field) + "[" + read.size() + "]", element));
        }
        return read;
    }

    private static <T> T present(JsonNode element, String path, Function<Fields, T> reader) {
        if (element.isNull() || element.isMissingNode()) {
            throw new UnreadableAnswerException(path + " is missing");
        }
        if (!element.isObject()) {
            throw new UnreadableAnswerException(path + " cannot be read");
        }
        return reader.apply(fields(element, path + "."));
    }

    /// {@return the elements of a list; none if it is missing}
    private static Iterable<JsonNode> elements(Fields fields, String field) {
        JsonNode list = fields.value(field);
        if (fields.says(field) && !list.isArray()) {
            throw new UnreadableAnswerException(fields.path(field) + " cannot be read");
        }
        return list.values();
    }

    private static Fields fields(JsonNode object, String path) {
        return new Fields(object, path, new TreeSet<>());
    }

    /// A token is Scalekit's, so it goes back as it came; and one that cannot be read is not the end.
    private static @Nullable String nextPageToken(Fields page) {
        JsonNode token = page.value("next_page_token");
        if (!page.says("next_page_token")) {
            return null;
        }
        if (!token.isString() && !token.isNumber()) {
            throw new UnreadableAnswerException("next_page_token cannot be read");
        }
        return token.asString().isEmpty() ? null : token.asString();
    }

    static @Nullable ScalekitOrganization organization(Fields fields) {
        String id = fields.key("id");
        return id == null ? null : organization(id, fields);
    }

    static ScalekitOrganization oneOrganization(Fields fields) {
        return organization(key(fields, "id"), fields);
    }

    private static ScalekitOrganization organization(String id, Fields fields) {
        return new ScalekitOrganization(id, fields.label("display_name"), fields.externalId(), Metadata.read(fields));
    }

    static @Nullable ScalekitGroup group(Fields fields, ScalekitDirectory directory) {
        String id = fields.expectedKey("id");
        return id == null ? null
                : new ScalekitGroup(id, directory.organizationId(), directory.id(), fields.label("display_name"));
    }

    static Set<String> roles(JsonNode answer) {
        return Set.copyOf(all(answer, "roles", role -> key(role, "name")));
    }

    /// Whatever the link is to be opened by would run what is not an address of the web.
    static PortalLink portalLink(Fields fields) {
        String location = key(fields, "location", fields.text("location"));
        if (!WEB.matcher(location).matches()) {
            throw new UnreadableAnswerException(fields.path("location") + " cannot be read");
        }
        return new PortalLink(location, fields.instant("expire_time"));
    }

    /// {@return an id or a name without which nothing can be read}
    static String key(Fields fields, String field) {
        return key(fields, field, fields.key(field));
    }

    private static String key(Fields fields, String field, @Nullable String key) {
        if (key == null) {
            throw new UnreadableAnswerException(
                    fields.path(field) + (fields.says(field) ? " cannot be read" : " is missing"));
        }
        return key;
    }
}
