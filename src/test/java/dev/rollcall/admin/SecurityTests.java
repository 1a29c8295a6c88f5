package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Holds every endpoint there is to a table of who may call it.
@RollcallTest
class SecurityTests {

    private enum Access {
        OPEN, READER, ADMIN
    }

    private static final Map<String, Access> ENDPOINTS = Map.ofEntries(
            Map.entry("POST /webhooks/scalekit", Access.OPEN), Map.entry("* /error", Access.OPEN),
            Map.entry("GET /actuator/health", Access.OPEN), Map.entry("GET /actuator/health/**", Access.OPEN),
            Map.entry("GET /v3/api-docs", Access.OPEN), Map.entry("GET /v3/api-docs.yaml", Access.OPEN),
            Map.entry("GET /v3/api-docs/swagger-config", Access.OPEN), Map.entry("GET /swagger-ui", Access.OPEN),
            Map.entry("GET /actuator", Access.ADMIN), Map.entry("GET /actuator/info", Access.ADMIN),
            Map.entry("GET /actuator/prometheus", Access.ADMIN), Map.entry("GET /actuator/sbom", Access.ADMIN),
            Map.entry("GET /actuator/sbom/{id}", Access.ADMIN), Map.entry("GET /api/v1/users", Access.READER),
            Map.entry("GET /api/v1/users/{id}", Access.READER),
            Map.entry("GET /api/v1/users/{id}/history", Access.READER), Map.entry("GET /api/v1/groups", Access.READER),
            Map.entry("GET /api/v1/changes", Access.READER),
            Map.entry("PUT /api/v1/users/{id}/roles/{role}", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/roles/{role}", Access.ADMIN),
            Map.entry("PUT /api/v1/users/{id}/protection", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/protection", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/personal-data", Access.ADMIN),
            Map.entry("GET /api/v1/role-mappings", Access.ADMIN), Map.entry("POST /api/v1/role-mappings", Access.ADMIN),
            Map.entry("GET /api/v1/role-mappings/{id}", Access.ADMIN),
            Map.entry("PUT /api/v1/role-mappings/{id}", Access.ADMIN),
            Map.entry("DELETE /api/v1/role-mappings/{id}", Access.ADMIN),
            Map.entry("POST /api/v1/role-mappings/preview", Access.ADMIN),
            Map.entry("GET /api/v1/events", Access.ADMIN), Map.entry("GET /api/v1/events/{id}", Access.ADMIN),
            Map.entry("POST /api/v1/events/{id}/replay", Access.ADMIN),
            Map.entry("POST /api/v1/events/replay", Access.ADMIN), Map.entry("GET /api/v1/sync-runs", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs", Access.ADMIN), Map.entry("GET /api/v1/sync-runs/{id}", Access.ADMIN),
            Map.entry("GET /api/v1/sync-runs/{id}/changes", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs/{id}/approve", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs/{id}/reject", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs/{id}/cancel", Access.ADMIN),
            Map.entry("GET /api/v1/audit", Access.ADMIN));

    private RollcallClient client;

    @Autowired
    private ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

    @BeforeEach
    void connect(@LocalServerPort int port) {
        client = new RollcallClient(port);
    }

    static Stream<Arguments> endpoints() {
        return ENDPOINTS.entrySet().stream().map(endpoint -> {
            String[] call = endpoint.getKey().split(" ");
            String path = call[1].replace("/users/{id}", "/users/018f0000-0000-7000-8000-000000000000")
                    .replace("{id}", "9223372036854775807").replace("{role}", "editor").replace("**", "liveness");
            return arguments("*".equals(call[0]) ? "GET" : call[0], path, endpoint.getValue());
        });
    }

    static Stream<Arguments> closedEndpoints() {
        return endpoints().filter(endpoint -> endpoint.get()[2] != Access.OPEN);
    }

    @Test
    void knowsEveryEndpoint() {
        Set<String> served = mappings.stream().flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(SecurityTests::calls)
                // The console has another door: see ConsoleSecurityTests.
                .filter(call -> !call.contains(" /console")).collect(Collectors.toSet());

        assertThat(served).isEqualTo(ENDPOINTS.keySet());
    }

    @ParameterizedTest
    @MethodSource("closedEndpoints")
    void asksForATokenThatIsKnown(String method, String path) {
        assertUnauthorized(call(method, path, null));
        for (String wrong : new String[] { "Bearer wrong-token-000000000", "Bearer", "Bearer ",
                "Bearer " + RollcallTest.ADMIN_TOKEN.toUpperCase(), "Bearer " + RollcallTest.ADMIN_TOKEN + "0",
                "Basic YWRtaW46YWRtaW4=", RollcallTest.ADMIN_TOKEN }) {
            assertUnauthorized(call(method, path, wrong));
        }
        assertUnauthorized(call(method, path + "?access_token=" + RollcallTest.ADMIN_TOKEN, null));
    }

    @ParameterizedTest
    @MethodSource("closedEndpoints")
    void letsTheReaderReadUsersAndGroupsOnly(String method, String path, Access access) {
        Answer answer = call(method, path, "Bearer " + RollcallTest.READER_TOKEN);

        if (access == Access.READER) {
            assertThat(answer.status()).isIn(200, 404);
        } else {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"insufficient_scope\"");
            assertThat(answer.detail()).isEqualTo("This needs the admin token.");
        }
    }

    @ParameterizedTest
    @MethodSource("closedEndpoints")
    void letsTheAdminDoEverything(String method, String path) {
        assertThat(call(method, path, "Bearer " + RollcallTest.ADMIN_TOKEN).status()).isIn(200, 202, 400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness" })
    void tellsItsHealthToAnybodyAndNothingElse(String path) {
        Answer answer = call("GET", path, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("UP");
        assertThat(answer.json().propertyNames()).isSubsetOf("status", "groups");
    }

    @ParameterizedTest
    @ValueSource(strings = { "env", "beans", "configprops", "heapdump", "threaddump", "loggers", "mappings",
            "scheduledtasks", "shutdown", "httpexchanges" })
    void exposesNothingElseOfTheActuator(String endpoint) {
        assertUnauthorized(call("GET", "/actuator/" + endpoint, null));
        assertThat(call("GET", "/actuator/" + endpoint, "Bearer " + RollcallTest.ADMIN_TOKEN).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void setsTheSecurityHeadersAndNoCookie(String method, String path) {
        Answer answer = call(method, path, "Bearer " + RollcallTest.ADMIN_TOKEN);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.http().headers().firstValue("Set-Cookie")).isEmpty();
    }

    private Answer call(String method, String path, String authorization) {
        HttpRequest.Builder request = client.request(path).method(method, BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build());
    }

    private static void assertUnauthorized(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(401);
    }

    private static Stream<String> calls(RequestMappingInfo mapping) {
        Set<String> methods = mapping.getMethodsCondition().getMethods().stream().map(Enum::name)
                .collect(Collectors.toSet());
        return mapping.getPatternValues().stream().flatMap(
                path -> (methods.isEmpty() ? Set.of("*") : methods).stream().map(method -> method + " " + path));
    }
}
