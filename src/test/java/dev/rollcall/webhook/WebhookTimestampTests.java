package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.ClockDouble;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.convention.TestBean;

/// Posts requests that are as old, or as far ahead, as they may be, and a second older; the clock is the test's.
@RollcallTest
class WebhookTimestampTests {

    private static final ClockDouble TIME = new ClockDouble(Instant.now());
    private static final byte[] BODY = "{\"type\":\"nothing.special\"}".getBytes(UTF_8);
    private static final String TOO_OLD = "webhook-timestamp is more than 5 minutes ago.";
    private static final String TOO_NEW = "webhook-timestamp is more than 5 minutes ahead.";

    private final String id = "msg_" + UUID.randomUUID();
    private URI url;
    @Autowired
    private RollcallClient client;

    @TestBean
    private Clock clock;

    @Autowired
    private JdbcClient jdbc;

    static Clock clock() {
        return TIME;
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        url = URI.create("http://localhost:" + port + "/webhooks/scalekit");
    }

    @ParameterizedTest
    @ValueSource(longs = { -300, -299, 0, 299, 300 })
    void acceptsATimestampWithinFiveMinutes(long seconds) {
        assertThat(client.send(signed(seconds)).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({ "-301, " + TOO_OLD, "301, " + TOO_NEW })
    void refusesATimestampASecondFarther(long seconds, String why) {
        assertRefused(client.send(signed(seconds)), why);
        assertThat(kept()).isZero();
    }

    @Test
    void refusesARequestThatIsReplayedAfterFiveMinutesThoughItsIdIsKnown() {
        HttpRequest request = signed(0);
        assertThat(client.send(request).status()).isEqualTo(201);

        TIME.goOn(Duration.ofSeconds(300));
        assertThat(client.send(request).status()).as("just within the tolerance").isEqualTo(200);

        TIME.goOn(Duration.ofSeconds(1));
        assertRefused(client.send(request), TOO_OLD);
        assertThat(client.send(signed(0)).status()).as("signed afresh").isEqualTo(200);
        assertThat(kept()).isOne();
    }

    private HttpRequest signed(long secondsFromNow) {
        return RollcallTest.SIGNER.request(url, id, TIME.instant().plusSeconds(secondsFromNow), BODY);
    }

    private long kept() {
        return jdbc.sql("select count(*) from webhook_event where webhook_id = ?").param(id).query(Long.class).single();
    }

    private static void assertRefused(Answer answer, String why) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.detail()).isEqualTo(why);
    }
}
