package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Posts bodies around the limit and far past it, with their length announced and without.
@RollcallTest
class WebhookSizeTests {

    private static final int LIMIT = 1024 * 1024;
    private static final int FAR_PAST = 50 * LIMIT;

    private final String id = "msg_" + UUID.randomUUID();
    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry meters;

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void acceptsExactlyOneMebibyte(boolean chunked) {
        byte[] body = new byte[LIMIT];

        assertThat(client.send(delivery(body, chunked)).status()).isEqualTo(201);
        assertThat(jdbc.sql("select length(payload) from webhook_event where webhook_id = ?").param(id)
                .query(Integer.class).single()).isEqualTo(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void acceptsAnEmptyBody(boolean chunked) {
        assertThat(client.send(delivery(new byte[0], chunked)).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void refusesOneByteMore(boolean chunked) {
        double before = refused();
        Answer answer = client.send(delivery(new byte[LIMIT + 1], chunked));

        assertTooLarge(answer);
        assertThat(refused()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void refusesFiftyMebibytesWithAnAnswerThatTheSenderSees(boolean chunked) {
        assertTooLarge(client.send(delivery(new byte[FAR_PAST], chunked)));
    }

    @Test
    void answersASenderThatReadsNothingBeforeItHasWrittenEverything() throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                    + FAR_PAST + "\r\n\r\n").getBytes(US_ASCII));
            out.write(new byte[FAR_PAST]);
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Content-Type: application/problem+json")
                    .contains("The body is larger than 1 MiB.");
        }
    }

    private HttpRequest delivery(byte[] body, boolean chunked) {
        HttpRequest signed = client.webhook(id, body);
        BodyPublisher publisher = chunked ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
                : BodyPublishers.ofByteArray(body);
        return HttpRequest.newBuilder(signed, (name, value) -> true).POST(publisher).build();
    }

    private static void assertTooLarge(Answer answer) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.detail()).isEqualTo("The body is larger than 1 MiB.");
    }

    private double refused() {
        return meters.counter("rollcall.webhooks.refused", "reason", "too_large").count();
    }
}
