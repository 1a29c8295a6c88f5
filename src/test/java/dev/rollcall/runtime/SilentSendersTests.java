package dev.rollcall.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.WebhookSigner;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/// Leaves off in the middle of a request, and sends one in pieces.
@RollcallContext
@TestPropertySource(properties = "server.tomcat.connection-timeout=2s")
class SilentSendersTests {

    private static final String HEAD = "POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\n";

    private int port;
    private RollcallClient client;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        this.port = port;
        this.client = new RollcallClient(port);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "POST", HEAD, HEAD + "Content-Length: 10\r\n\r\nabc" })
    void cutsWhoeverFallsSilent(String beginning) throws IOException {
        try (Socket socket = connection()) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(beginning.getBytes(US_ASCII));

            assertThat(socket.getInputStream().readAllBytes()).asString(US_ASCII).doesNotContain("HTTP/1.1 2");
        }
    }

    @Test
    void takesWhatComesInPiecesInTime() throws IOException {
        String id = "msg_" + UUID.randomUUID();
        byte[] body = "{\"type\":\"in.pieces\"}".getBytes(UTF_8);
        long now = Instant.now().getEpochSecond();
        String request = HEAD + "Connection: close\r\nwebhook-id: " + id + "\r\nwebhook-timestamp: " + now
                + "\r\nwebhook-signature: " + new WebhookSigner(RollcallTest.SECRET).sign(id, now, body)
                + "\r\nContent-Length: " + body.length + "\r\n\r\n" + new String(body, UTF_8);
        try (Socket socket = connection()) {
            socket.setSoTimeout(20_000);
            for (byte one : request.getBytes(US_ASCII)) {
                socket.getOutputStream().write(one);
            }

            assertThat(socket.getInputStream().readAllBytes()).asString(US_ASCII).startsWith("HTTP/1.1 201 ");
        }
    }

    @Test
    void answersWhoeverHasSentEverythingHoweverLongTheAnswerTakes() {
        long end = client.get("/api/v1/changes").json().path("next_cursor").asLong();
        Answer answer = client.get("/api/v1/changes?wait=3s&after=" + end);

        assertThat(answer.status()).isEqualTo(200);
    }

    private Socket connection() throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.setTcpNoDelay(true);
        return socket;
    }
}
