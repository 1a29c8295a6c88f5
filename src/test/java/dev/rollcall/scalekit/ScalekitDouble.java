package dev.rollcall.scalekit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.util.unit.DataSize;

/// Answers what it was told to, byte for byte, and remembers what it was asked. A token is given to anybody.
final class ScalekitDouble implements AutoCloseable {

    /// @param target path and query as they were sent
    record Asked(String method, String target, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.get(name);
        }
    }

    @FunctionalInterface
    interface Answer {

        void write(OutputStream out) throws IOException, InterruptedException;

        static Answer raw(String answer) {
            return out -> out.write(answer.getBytes(StandardCharsets.UTF_8));
        }

        static Answer of(int status, String body, String... headers) {
            String head = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            return raw("HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
                    .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, head, body));
        }

        static Answer json(String body) {
            return of(200, body);
        }

        static Answer refusal(int status, String message, String... headers) {
            return of(status, "{\"code\":1,\"message\":\"" + message + "\"}", headers);
        }

        /// Says this much and closes the connection.
        static Answer cutOff(String answer) {
            return out -> {
                raw(answer).write(out);
                out.flush();
                throw new IOException("That was all.");
            };
        }
    }

    private final ServerSocket server;
    private final Thread acceptor;
    private final Queue<Answer> answers = new ArrayDeque<>();
    private final Queue<Answer> tokenAnswers = new ArrayDeque<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private Answer fallback = Answer.json("{}");
    private int tokens;

    ScalekitDouble() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /// How to reach it, with little patience for answers that do not come.
    ScalekitProperties settings(Duration readTimeout) {
        return new ScalekitProperties(url() + "/", ScalekitProperties.Client.REST, "skc_1", "secret-of-skc_1",
                Duration.ofSeconds(5), readTimeout, DataSize.ofMegabytes(1), 10_000, 5, Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }

    /// The next answers of the API, in this order; after them comes the one that is given always.
    synchronized ScalekitDouble answers(Answer... next) {
        answers.addAll(List.of(next));
        return this;
    }

    synchronized ScalekitDouble answersAlways(Answer always) {
        fallback = always;
        return this;
    }

    synchronized ScalekitDouble answersTokenRequests(Answer... next) {
        tokenAnswers.addAll(List.of(next));
        return this;
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    /// What was asked, as `GET /path?query`, without requests for tokens.
    List<String> calls() {
        return asked().stream().filter(one -> !isToken(one)).map(one -> one.method() + " " + one.target()).toList();
    }

    List<Asked> tokenRequests() {
        return asked().stream().filter(ScalekitDouble::isToken).toList();
    }

    private static boolean isToken(Asked asked) {
        return asked.target().equals("/oauth/token");
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = server.accept();
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                Asked request = read(in);
                if (request == null) {
                    return;
                }
                next(request).write(connection.getOutputStream());
                connection.getOutputStream().flush();
            }
        } catch (IOException | InterruptedException gone) {
            // the connection ends with this
        }
    }

    private synchronized Answer next(Asked request) {
        asked.add(request);
        if (!isToken(request)) {
            return answers.isEmpty() ? fallback : answers.remove();
        }
        return tokenAnswers.isEmpty() ? Answer.json(
                "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":86400}".formatted(++tokens))
                : tokenAnswers.remove();
    }

    private static Asked read(InputStream in) throws IOException {
        String[] start = line(in).split(" ");
        if (start.length < 2) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new Asked(start[0], start[1], headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /// Nobody listens any more when this returns. Closing the socket alone does not promise that: the thread that waits
    /// in `accept` is only woken by it, and takes a connection that comes before it wakes.
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
