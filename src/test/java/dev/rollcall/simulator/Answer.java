package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/// What the simulator answers to a request.
sealed interface Answer {

    /// An answer of a known length, after which the connection stays open.
    record Whole(int status, String type, Map<String, String> headers, byte[] body) implements Answer {

        Whole with(String header, String value) {
            var more = new TreeMap<>(headers);
            more.put(header, value);
            return new Whole(status, type, more, body);
        }

        Whole body(byte[] other) {
            return new Whole(status, type, headers, other);
        }
    }

    /// A 200 that is written as it is made, and ends with the connection.
    record Streamed(String type, Content content) implements Answer {
    }

    /// No answer at all: the connection is closed.
    record Dropped() implements Answer {
    }

    /// Writes what is streamed.
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static Whole json(int status, String json) {
        return new Whole(status, "application/json", Map.of(), json.getBytes(UTF_8));
    }

    static Whole text(int status, String text) {
        return new Whole(status, "text/plain; charset=utf-8", Map.of(), text.getBytes(UTF_8));
    }

    static Whole html(String html) {
        return new Whole(200, "text/html; charset=utf-8", Map.of("X-Content-Type-Options", "nosniff",
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"), html.getBytes(UTF_8));
    }
}
