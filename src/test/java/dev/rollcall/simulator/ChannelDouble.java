package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import tools.jackson.databind.json.JsonMapper;

/// A channel of people who talk with each other, to which others may post: it answers as it is told to, and keeps what it took.
public final class ChannelDouble implements AutoCloseable {

    private static final String PATH = "/services/T0/B0/secret";

    private final List<String> bodies = new ArrayList<>();
    private final List<String> posted = new ArrayList<>();
    private final HttpListener listener = HttpListener.start(0, InstantSource.system(), this::receive);
    private volatile ToIntFunction<String> behaviour = body -> 200;

    private ChannelDouble() {
    }

    /// Starts one on a free port.
    public static ChannelDouble start() {
        return new ChannelDouble();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.port() + PATH);
    }

    /// Answers with this status from now on.
    ///
    /// @param status the status by the body that came
    public void answering(ToIntFunction<String> status) {
        behaviour = status;
    }

    /// {@return the bodies of what was answered with a 2xx}
    public synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    /// {@return the texts of these}
    public List<String> texts() {
        return bodies().stream().map(body -> JsonMapper.shared().readTree(body).path("text").asString()).toList();
    }

    /// {@return the bodies of all that was posted, taken or not}
    public synchronized List<String> posted() {
        return List.copyOf(posted);
    }

    /// Forgets what came, and takes everything.
    public synchronized void reset() {
        bodies.clear();
        posted.clear();
        behaviour = body -> 200;
    }

    @Override
    public void close() {
        listener.close();
    }

    private synchronized Answer receive(Request request) {
        String body = new String(request.body(), UTF_8);
        posted.add(body);
        boolean isPosted = request.method().equals("POST") && request.path().equals(PATH)
                && "application/json".equals(request.header("content-type"));
        int status = isPosted ? behaviour.applyAsInt(body) : 400;
        if (status / 100 == 2) {
            bodies.add(body);
        }
        return Answer.text(status, "");
    }
}
