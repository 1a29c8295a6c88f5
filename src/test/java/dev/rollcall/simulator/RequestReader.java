package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1.1 requests (RFC 9112) off one connection.
final class RequestReader {

    private static final int LONGEST_LINE = 16_384;

    private final InputStream in;
    private final OutputStream out;
    private final StringBuilder line = new StringBuilder(256);

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// The next request, or null when the client has closed the connection.
    @Nullable
    Request next() throws IOException {
        var first = line();
        if (first == null) {
            return null;
        }
        var parts = first.split(" ");
        if (parts.length != 3) {
            throw new IOException("Not an HTTP request");
        }
        var headers = headers();
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        var question = parts[1].indexOf('?');
        return new Request(parts[0], question < 0 ? parts[1] : parts[1].substring(0, question),
                question < 0 ? "" : parts[1].substring(question + 1), headers, body(headers));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (var header = required(); !header.isEmpty(); header = required()) {
            var colon = header.indexOf(':');
            headers.put(header.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (var size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(in.readNBytes(size));
            required();
        }
        headers();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(required().split(";")[0].strip(), 16);
    }

    private String required() throws IOException {
        var line = line();
        if (line == null) {
            throw new EOFException("The request was cut off");
        }
        return line;
    }

    private @Nullable String line() throws IOException {
        line.setLength(0);
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > LONGEST_LINE) {
                return null;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
