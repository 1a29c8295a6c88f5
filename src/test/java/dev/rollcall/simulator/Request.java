package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One HTTP request, read whole.
///
/// @param path still encoded, without the query
/// @param query still encoded, empty if there is none
/// @param headers by their names in lower case
record Request(String method, String path, String query, Map<String, String> headers, byte[] body) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /// The path as it was asked for, query included.
    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    @Nullable
    String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /// The parameters of the query.
    Map<String, String> queryParameters() {
        return pairs(query);
    }

    /// The parameters of a body sent as a form.
    Map<String, String> form() {
        return pairs(new String(body, UTF_8));
    }

    /// All parameters, wherever they were sent: in the query, as a form or as an object in JSON.
    Map<String, String> parameters() {
        var parameters = queryParameters();
        var text = new String(body, UTF_8).strip();
        parameters.putAll(text.startsWith("{") ? object(text) : pairs(text));
        return parameters;
    }

    private static Map<String, String> object(String json) {
        try {
            var members = new HashMap<String, String>();
            for (var member : MAPPER.readTree(json).properties()) {
                members.put(member.getKey(), member.getValue().asString());
            }
            return members;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The body is neither a form nor a flat object in JSON");
        }
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new HashMap<String, String>();
        if (!text.isEmpty()) {
            for (var pair : text.split("&")) {
                var equals = pair.indexOf('=');
                pairs.put(decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return pairs;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
