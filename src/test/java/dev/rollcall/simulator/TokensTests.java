package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTests {

    private static final String ORGANIZATIONS = "/api/v1/organizations";

    private final ScalekitSimulator simulator = ScalekitSimulator
            .start("whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=");
    private final SimulatorClient client = new SimulatorClient(simulator);

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void givesATokenToAnyone() {
        var response = token("grant_type=client_credentials&client_id=skc_1&client_secret=any");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(SimulatorClient.json(response).propertyNames()).containsExactly("access_token", "token_type",
                "expires_in");
        assertThat(SimulatorClient.json(response).path("expires_in").asInt()).isEqualTo(86_400);
        assertThat(client.authorized().get(ORGANIZATIONS).statusCode()).isEqualTo(200);
    }

    @Test
    void givesATokenToTheClientAloneThatItKnows() {
        simulator.accepting("skc_1", "a b:c");

        assertThat(token("grant_type=client_credentials&client_id=skc_1&client_secret=a+b%3Ac").statusCode())
                .isEqualTo(200);
        assertThat(basic("skc_1:a+b%3Ac").statusCode()).isEqualTo(200);
        assertThat(basic("skc_1:wrong").statusCode()).isEqualTo(401);
        var refused = token("grant_type=client_credentials&client_id=skc_1&client_secret=wrong");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(SimulatorClient.json(refused).path("error").asString()).isEqualTo("invalid_client");
        assertThat(token("grant_type=client_credentials").statusCode()).isEqualTo(401);
        assertThat(token("grant_type=password").statusCode()).isEqualTo(400);
    }

    @Test
    void wantsATokenForEverything() {
        for (var path : new String[] { "", "/org_1", "/org_1/directories", "/org_1/directories/dir_1",
                "/org_1/directories/dir_1/users", "/org_1/directories/dir_1/groups" }) {
            assertThat(client.get(ORGANIZATIONS + path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(client.json(ORGANIZATIONS).path("code").asInt()).isEqualTo(16);
        assertThat(client.send(client.request(ORGANIZATIONS)).statusCode()).isEqualTo(401);
    }

    @Test
    void forgetsTokensThatAreRevoked() {
        client.authorized();
        simulator.revokeTokens();

        assertThat(client.get(ORGANIZATIONS).statusCode()).isEqualTo(401);
        assertThat(client.authorized().get(ORGANIZATIONS).statusCode()).isEqualTo(200);
    }

    @Test
    void letsTokensExpire() {
        simulator.tokenLifetime(Duration.ofMillis(300));
        client.authorized();
        simulator.advance(Duration.ofDays(2));

        await().until(() -> client.get(ORGANIZATIONS).statusCode() == 401);
        simulator.tokenLifetime(Duration.ofMinutes(1));
        client.authorized();
        simulator.advance(Duration.ofDays(2));
        assertThat(client.get(ORGANIZATIONS).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> token(String form) {
        return client.post("/oauth/token", form);
    }

    private HttpResponse<String> basic(String credentials) {
        var encoded = Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
        return client.send(client.request("/oauth/token").header("Authorization", "Basic " + encoded)
                .POST(BodyPublishers.ofString("grant_type=client_credentials")));
    }
}
