package dev.rollcall.simulator;

import java.util.List;
import java.util.function.Consumer;

/// Writes JSON by hand, where it has to be fast.
final class Json {

    private Json() {
    }

    static void quote(StringBuilder json, String text) {
        json.append('"');
        if (isPlain(text)) {
            json.append(text);
        } else {
            escape(json, text);
        }
        json.append('"');
    }

    private static boolean isPlain(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                return false;
            }
        }
        return true;
    }

    private static void escape(StringBuilder json, String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
    }

    /// Writes a member and the comma after it.
    static StringBuilder member(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\":");
        quote(json, value);
        return json.append(',');
    }

    static <T> void array(StringBuilder json, List<T> elements, Consumer<T> element) {
        json.append('[');
        for (var i = 0; i < elements.size(); i++) {
            if (i > 0) {
                json.append(',');
            }
            element.accept(elements.get(i));
        }
        json.append(']');
    }
}
