package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpListenerTests {

    private final AtomicReference<Request> last = new AtomicReference<>();
    private final HttpListener listener = HttpListener.start(0, () -> Instant.parse("2026-02-03T04:05:06.7Z"),
            request -> {
                last.set(request);
                return request.path().equals("/stream") ? new Answer.Streamed("text/plain", out -> out.write('s'))
                        : request.path().equals("/drop") ? new Answer.Dropped() : Answer.text(200, "é");
            });

    @AfterEach
    void stop() {
        listener.close();
    }

    @Test
    void answersSeveralRequestsOnOneConnection() throws Exception {
        assertThat(exchange("GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .isEqualTo("""
                        HTTP/1.1 200 \r
                        Content-Type: text/plain; charset=utf-8\r
                        Cache-Control: no-store\r
                        Date: Tue, 03 Feb 2026 04:05:06 GMT\r
                        Content-Length: 2\r
                        \r
                        Ã©""".repeat(2));
        assertThat(last.get().target()).isEqualTo("/b");
    }

    @Test
    void readsABodyOfAKnownLengthOrInChunks() throws Exception {
        exchange("POST / HTTP/1.1\r\nContent-Length: 5\r\nConnection: close\r\n\r\nab=cd");
        assertThat(last.get().form()).containsEntry("ab", "cd");

        exchange("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + "3\r\nab=\r\n2;x=y\r\nef\r\n0\r\n\r\n");
        assertThat(last.get().form()).containsEntry("ab", "ef");
    }

    @Test
    void letsAClientGoOn() throws Exception {
        assertThat(
                exchange("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\na"))
                        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ");
    }

    @Test
    void closesTheConnectionAfterAStreamAndInsteadOfAnAnswer() throws Exception {
        assertThat(exchange("GET /stream HTTP/1.1\r\n\r\n")).endsWith("\r\n\r\ns").contains("Connection: close");
        assertThat(exchange("GET /drop HTTP/1.1\r\n\r\n")).isEmpty();
        assertThat(exchange("nonsense\r\n\r\n")).isEmpty();
    }

    @Test
    void closesItsConnectionsWhenItIsClosed() throws Exception {
        try (var socket = new Socket("127.0.0.1", listener.port())) {
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            listener.close();
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        }
    }

    private String exchange(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", listener.port())) {
            socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
