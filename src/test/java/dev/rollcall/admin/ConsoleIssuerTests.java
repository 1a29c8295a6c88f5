package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.inbox.ClockDouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleIssuerTests {

    private static final String SUBJECTS = "\"subject_types_supported\": [\"public\"]";
    private static final String AUTHORIZE = "\"authorization_endpoint\": \"%1$s/authorize\"";
    private static final String TOKEN = "\"token_endpoint\": \"%1$s/token\"";
    private static final String KEYS = "\"jwks_uri\": \"%1$s/keys\"";

    @ParameterizedTest
    @ValueSource(strings = { SUBJECTS + "," + AUTHORIZE + "," + TOKEN, SUBJECTS + "," + AUTHORIZE + "," + KEYS,
            AUTHORIZE + "," + TOKEN + "," + KEYS, SUBJECTS + "," + TOKEN + "," + KEYS,
            "\"subject_types_supported\": 7," + AUTHORIZE + "," + TOKEN + "," + KEYS })
    void takesAnIssuerThatLeavesSomethingOutForOneThatIsAway(String said) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://localhost:" + server.getAddress().getPort();
        server.createContext("/", exchange -> {
            byte[] body = ("{\"issuer\": \"%1$s\", " + said + "}").formatted(url).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            ConsoleIssuer issuer = new ConsoleIssuer(
                    new ConsoleProperties(Duration.ofMinutes(20), Duration.ofHours(9), "rollcall-console", "", true),
                    url, new ClockDouble(Instant.parse("2026-01-05T09:00:00Z")));

            assertThatThrownBy(issuer::registration).isInstanceOf(IssuerUnavailableException.class);
            assertThatThrownBy(issuer::registration).as("asked a moment ago")
                    .isInstanceOf(IssuerUnavailableException.class);
        } finally {
            server.stop(0);
        }
    }
}
