package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/// Who may call the API with a JWT. Which JWTs are none is said in [SecurityTests].
@RollcallContext
@TestPropertySource(properties = { "spring.security.oauth2.resourceserver.jwt.audiences=rollcall",
        "rollcall.oidc.role-claim=realm_access.roles" })
class OidcTests {

    private static final IssuerDouble ISSUER = new IssuerDouble();

    private static final String READ = "/api/v1/users";
    private static final String ADMINISTER = "/api/v1/events";

    @Autowired
    private RollcallClient client;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::url);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @Test
    void letsTheAdminDoEverythingUnderANameThatIsNoTokens() {
        String admin = ISSUER.token(roles("rollcall-admin"));
        String organization = "org_" + UUID.randomUUID();
        client.deliver(ScalekitEvents.userCreated("diruser_" + UUID.randomUUID()).in(organization));
        String user = "/api/v1/users/" + client.get(READ + "?organization_id=" + organization).json().path("data")
                .path(0).path("id").asString();

        assertThat(call("GET", ADMINISTER, admin).status()).isEqualTo(200);
        assertThat(call("PUT", user + "/roles/editor", admin).status()).isEqualTo(200);
        assertThat(client.get(user + "/history").http().body()).contains("oidc:4f1d2c");
    }

    @Test
    void letsTheReaderReadUsersOnly() {
        String reader = ISSUER.token(roles("rollcall-reader", "offline_access"));

        assertThat(call("GET", READ, reader).status()).isEqualTo(200);
        Answer refused = call("GET", ADMINISTER, reader);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.detail()).isEqualTo("This needs another role.");
        assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "admin", "reader", "rollcall-admins", "ROLLCALL-ADMIN", "" })
    void letsNobodyDoAnythingWithoutOneOfTheRoles(String role) {
        assertThat(call("GET", READ, ISSUER.token(roles(role))).status()).isEqualTo(403);
    }

    @Test
    void readsTheRolesAndNothingElse() {
        assertThat(call("GET", READ, ISSUER.token(claims -> claims)).status()).isEqualTo(403);
        assertThat(call("GET", READ,
                ISSUER.token(claims -> claims.claim("scope", "admin").claim("roles", List.of("rollcall-admin"))))
                        .status()).isEqualTo(403);
        assertThat(call("GET", READ, ISSUER.token(
                claims -> claims.claim("realm_access", Map.of("roles", List.of(7, Map.of("rollcall-admin", true))))))
                        .status()).isEqualTo(403);
        assertThat(call("GET", READ, ISSUER.token(claims -> claims.claim("realm_access", "rollcall-admin"))).status())
                .isEqualTo(403);
        assertThat(call("GET", READ,
                ISSUER.token(claims -> claims.claim("realm_access", Map.of("roles", "openid rollcall-reader"))))
                        .status()).isEqualTo(200);
        assertThat(call("GET", READ,
                ISSUER.token(claims -> claims.claim("realm_access.roles", List.of("rollcall-reader")))).status())
                        .isEqualTo(200);
    }

    @Test
    void learnsANewKeyWhenTheIssuerHasOne() {
        String before = ISSUER.token(roles("rollcall-reader"));
        assertThat(call("GET", READ, before).status()).isEqualTo(200);
        ISSUER.rotateKey();
        assertThat(call("GET", READ, ISSUER.token(roles("rollcall-reader"))).status()).isEqualTo(200);
        assertThat(call("GET", READ, before).status()).as("signed with a key that is withdrawn").isEqualTo(401);
    }

    @Test
    void takesTheTokensBeside() {
        assertThat(call("GET", ADMINISTER, RollcallTest.ADMIN_TOKEN).status()).isEqualTo(200);
        assertThat(call("GET", READ, RollcallTest.READER_TOKEN).status()).isEqualTo(200);
        refuses(RollcallTest.ADMIN_TOKEN + "0");
    }

    private void refuses(String token) {
        Answer answer = call("GET", READ, token);
        assertThat(answer.status()).as(token).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    private Answer call(String method, String path, String token) {
        return client.send(client.request(path).header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody()).build());
    }

    private static UnaryOperator<JWTClaimsSet.Builder> roles(String... roles) {
        return claims -> claims.claim("realm_access", Map.of("roles", List.of(roles)));
    }
}
