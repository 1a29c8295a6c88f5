package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A small HTTP/1.1 server on 127.0.0.1. The JDK's own always sends the system's time in `Date`, and cannot drop a
/// connection.
final class HttpListener implements AutoCloseable {

    // RFC 9110 section 5.6.7, which wants two digits for the day.
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int BACKLOG = 1_024;

    private final ServerSocket socket;
    private final InstantSource time;
    private final Function<Request, Answer> handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private HttpListener(ServerSocket socket, InstantSource time, Function<Request, Answer> handler) {
        this.socket = socket;
        this.time = time;
        this.handler = handler;
    }

    /// @param port 0 for any that is free
    /// @param time what `Date` says, unless an answer has its own
    static HttpListener start(int port, InstantSource time, Function<Request, Answer> handler) {
        try {
            var socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), BACKLOG);
            var listener = new HttpListener(socket, time, handler);
            Thread.ofVirtual().name("simulator").start(listener::accept);
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException("The simulator cannot listen on port " + port, e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    @Override
    public void close() {
        closeQuietly(socket);
        connections.forEach(HttpListener::closeQuietly);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                connections.add(connection);
                // A few connections carry all requests: virtual threads would double the time that each takes.
                Thread.ofPlatform().daemon().start(() -> serve(connection));
            } catch (IOException closed) {
                close();
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            var out = new BufferedOutputStream(connection.getOutputStream(), 65_536);
            var requests = new RequestReader(new BufferedInputStream(connection.getInputStream()), out);
            for (var request = requests.next(); request != null; request = requests.next()) {
                var date = time.instant();
                var staysOpen = write(handler.apply(request), date, out);
                out.flush();
                if (!staysOpen || "close".equalsIgnoreCase(request.header("connection")) || socket.isClosed()) {
                    return;
                }
            }
        } catch (IOException | NumberFormatException clientIsGoneOrNotSpeakingHttp) {
            return;
        } finally {
            connections.remove(connection);
        }
    }

    private static boolean write(Answer answer, Instant date, OutputStream out) throws IOException {
        return switch (answer) {
            case Answer.Whole whole -> {
                var head = head(whole.status(), whole.type());
                if (!whole.headers().containsKey("Date")) {
                    head.append("Date: ").append(httpDate(date)).append("\r\n");
                }
                whole.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
                head.append("Content-Length: ").append(whole.body().length).append("\r\n\r\n");
                out.write(head.toString().getBytes(ISO_8859_1));
                out.write(whole.body());
                yield true;
            }
            case Answer.Streamed streamed -> {
                var head = head(200, streamed.type()).append("Date: ").append(httpDate(date))
                        .append("\r\nConnection: close\r\n\r\n");
                out.write(head.toString().getBytes(ISO_8859_1));
                streamed.content().writeTo(out);
                yield false;
            }
            case Answer.Dropped _ -> false;
        };
    }

    private static StringBuilder head(int status, String type) {
        return new StringBuilder(256).append("HTTP/1.1 ").append(status).append(" \r\nContent-Type: ").append(type)
                .append("\r\nCache-Control: no-store\r\n");
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception nothingMoreToDo) {
            return;
        }
    }
}
