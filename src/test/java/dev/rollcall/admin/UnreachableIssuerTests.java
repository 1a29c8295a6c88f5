package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/// Shows that the service starts without its issuer, and that without tokens the API is open to the issuer's JWTs alone, as
/// the console is to those who sign in there.
@RollcallTest
@TestPropertySource(properties = { "rollcall.admin-token=", "rollcall.reader-token=",
        "rollcall.console.client-id=" + IssuersPeople.CLIENT, "rollcall.console.client-secret=" + IssuersPeople.SECRET,
        "rollcall.console.token-form=false" })
class UnreachableIssuerTests {

    private static final IssuerDouble ISSUER = new IssuerDouble();

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        ISSUER.reachable(false);
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::url);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @Test
    void answersThatItCannotVerifyATokenUntilItCan(@Autowired RollcallClient client) {
        String token = ISSUER.token(claims -> claims.claim("roles", List.of("rollcall-admin")));

        Answer unavailable = call(client, token);
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.header("Retry-After")).isEqualTo("5");
        assertThat(unavailable.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(unavailable.detail()).isEqualTo("The token cannot be verified at the moment. Try again.");
        assertThat(call(client, RollcallTest.ADMIN_TOKEN).status()).isEqualTo(401);
        assertThat(client.send(client.request("/actuator/health").build()).status()).isEqualTo(200);

        ISSUER.reachable(true);

        assertThat(call(client, token).status()).isEqualTo(200);
        assertThat(call(client, RollcallTest.ADMIN_TOKEN).status()).isEqualTo(401);
        ISSUER.reachable(false);
    }

    @Test
    void saysInTheConsoleThatNobodyCanSignInUntilTheyCan(@LocalServerPort int port) {
        ConsoleClient browser = new ConsoleClient(port);
        assertThat(browser.get("/console/sign-in").http().body()).contains("Sign in with <span>localhost</span>")
                .doesNotContain("Admin token", "The console is closed");

        Answer unavailable = browser.get("/console/sign-in/oidc");
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.http().body()).contains("localhost cannot be reached at the moment");

        ISSUER.reachable(true);

        ISSUER.people().are(claims -> claims.claim("roles", List.of("rollcall-admin")));
        await().until(() -> browser.get("/console/sign-in/oidc").status() == 302);
        assertThat(browser.signInAtTheIssuer().status()).isEqualTo(302);
        assertThat(browser.get("/console").status()).isEqualTo(200);
        ISSUER.reachable(false);
    }

    @Test
    void takesNoTokenWhereTheFormIsSwitchedOff(@LocalServerPort int port) {
        ConsoleClient browser = new ConsoleClient(port);

        assertThat(browser.get("/console/sign-in").http().body()).doesNotContain("<form");
        assertThat(browser.post("/console/sign-in", Map.of("token", "")).status()).isEqualTo(403);
    }

    private static Answer call(RollcallClient client, String token) {
        return client.send(client.request("/api/v1/events").header("Authorization", "Bearer " + token).build());
    }
}
