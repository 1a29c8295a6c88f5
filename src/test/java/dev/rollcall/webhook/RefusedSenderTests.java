package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/// Posts nonsense from many addresses, as a proxy passes it on, and signed requests among it.
@RollcallTest
@TestPropertySource(properties = { "rollcall.webhook.refusals-per-minute=3", "server.forward-headers-strategy=native" })
class RefusedSenderTests {

    private static final byte[] BODY = "{\"type\":\"nothing.special\"}".getBytes(UTF_8);
    private static final String FORWARDED = "X-Forwarded-For";

    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;

    @Autowired
    private MeterRegistry meters;

    @Test
    void readsNothingMoreFromAnAddressThatTooMuchWasRefusedFrom() {
        double before = meters.counter("rollcall.webhooks.refused", "reason", "too_many_refused").count();
        useUpTheQuotaOf("203.0.113.1");
        Answer answer = unsigned("203.0.113.1");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Retry-After"))
                .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 60));
        assertThat(answer.detail())
                .isEqualTo("Too many requests from this address were refused. This one was not read.");
        assertThat(meters.counter("rollcall.webhooks.refused", "reason", "too_many_refused").count())
                .isEqualTo(before + 1);
        assertThat(unsigned("203.0.113.2").status()).isEqualTo(400);
    }

    @Test
    void refusesBeforeTheBodyHasCome() throws IOException {
        useUpTheQuotaOf("203.0.113.3");
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(("POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\n" + FORWARDED
                    + ": 203.0.113.3\r\nContent-Length: 1000\r\n\r\n").getBytes(US_ASCII));

            assertThat(socket.getInputStream().readNBytes(13)).asString(US_ASCII).isEqualTo("HTTP/1.1 429 ");
        }
    }

    @Test
    void takesSignedRequestsFromWhereTheyCameFromHoweverMuchNonsenseComesFromThere() {
        assertThat(signed("203.0.113.4").status()).isEqualTo(201);
        for (int i = 0; i < 20; i++) {
            assertThat(unsigned("203.0.113.4").status()).isEqualTo(400);
        }
        assertThat(signed("203.0.113.4").status()).isEqualTo(201);
    }

    @Test
    void limitsNobodyBehindAProxyThatDoesNotSayWhomItSpeaksFor() {
        for (int i = 0; i < 20; i++) {
            assertThat(client.send(client.request("/webhooks/scalekit").POST(BodyPublishers.ofByteArray(BODY)).build())
                    .status()).isEqualTo(400);
        }
        assertThat(client.send(client.webhook("msg_" + UUID.randomUUID(), BODY)).status()).isEqualTo(201);
    }

    private void useUpTheQuotaOf(String address) {
        for (int i = 0; i < 3; i++) {
            assertThat(unsigned(address).status()).isEqualTo(400);
        }
    }

    private Answer unsigned(String address) {
        return client.send(client.request("/webhooks/scalekit").header(FORWARDED, address)
                .POST(BodyPublishers.ofByteArray(BODY)).build());
    }

    private Answer signed(String address) {
        return client
                .send(HttpRequest.newBuilder(client.webhook("msg_" + UUID.randomUUID(), BODY), (name, value) -> true)
                        .header(FORWARDED, address).build());
    }
}
