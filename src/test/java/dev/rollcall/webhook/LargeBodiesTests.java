package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Holds back the end of more large bodies than are read at a time.
@RollcallTest
class LargeBodiesTests {

    private static final int STRANGERS = 50;
    private static final byte[] LARGE = new byte[100_000];
    private static final byte[] SMALL = new byte[10_000];

    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;

    @ParameterizedTest
    @ValueSource(strings = { "Content-Length: 1048576\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nffff\r\n" })
    void takesSmallBodiesWhileStrangersHoldBackLargeOnesAndLargeOnesAfterwards(String length) throws IOException {
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < STRANGERS; i++) {
                Socket stranger = new Socket("localhost", port);
                strangers.add(stranger);
                stranger.getOutputStream()
                        .write(("POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\n" + length).getBytes(US_ASCII));
                stranger.getOutputStream().write(SMALL);
            }
            assertThat(deliver(SMALL).status()).isEqualTo(201);

            Answer large = deliver(LARGE);
            assertThat(large.status()).isEqualTo(503);
            assertThat(large.header("Retry-After")).isEqualTo("5");
            assertThat(large.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(large.detail()).isEqualTo("Too many large events are on their way. Deliver it again.");
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
        await().untilAsserted(() -> assertThat(deliver(LARGE).status()).isEqualTo(201));
    }

    private Answer deliver(byte[] body) {
        return client.send(client.webhook("msg_" + UUID.randomUUID(), body));
    }
}
