package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Holds every endpoint there is to a table of who may call it, and lets everybody try who may, and who may not.
@RollcallContext
@TestPropertySource(properties = "spring.security.oauth2.resourceserver.jwt.audiences=rollcall")
class SecurityTests {

    private static final IssuerDouble ISSUER = new IssuerDouble();
    private static final IssuerDouble FOREIGN_ISSUER = new IssuerDouble();

    /// Who may call an endpoint. The console has sessions: a token alone opens none of its pages.
    private enum Access {
        OPEN, READER, METRICS, ADMIN, CONSOLE, SIGN_IN
    }

    private static final Map<String, Access> ENDPOINTS = Map.ofEntries(
            Map.entry("POST /webhooks/scalekit", Access.OPEN), Map.entry("* /error", Access.OPEN),
            Map.entry("GET /actuator/health", Access.OPEN), Map.entry("GET /actuator/health/**", Access.OPEN),
            Map.entry("GET /v3/api-docs", Access.OPEN), Map.entry("GET /v3/api-docs.yaml", Access.OPEN),
            Map.entry("GET /swagger-ui", Access.OPEN), Map.entry("GET /actuator", Access.ADMIN),
            Map.entry("GET /actuator/info", Access.ADMIN), Map.entry("GET /actuator/prometheus", Access.METRICS),
            Map.entry("GET /actuator/sbom", Access.ADMIN), Map.entry("GET /actuator/sbom/{id}", Access.ADMIN),
            Map.entry("GET /api/v1/users", Access.READER), Map.entry("GET /api/v1/users/{id}", Access.READER),
            Map.entry("GET /api/v1/users/{id}/history", Access.READER), Map.entry("GET /api/v1/groups", Access.READER),
            Map.entry("GET /api/v1/changes", Access.READER), Map.entry("GET /api/v1/push", Access.READER),
            Map.entry("POST /api/v1/push/replay", Access.ADMIN),
            Map.entry("PUT /api/v1/users/{id}/roles/{role}", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/roles/{role}", Access.ADMIN),
            Map.entry("PUT /api/v1/users/{id}/roles", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/roles", Access.ADMIN),
            Map.entry("PUT /api/v1/users/{id}/protection", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/protection", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/personal-data", Access.ADMIN),
            Map.entry("POST /api/v1/users/{id}/merge", Access.ADMIN),
            Map.entry("PUT /api/v1/users/{id}/external-id", Access.ADMIN),
            Map.entry("DELETE /api/v1/users/{id}/external-id", Access.ADMIN),
            Map.entry("GET /api/v1/organizations", Access.READER),
            Map.entry("GET /api/v1/organizations/{id}", Access.READER),
            Map.entry("POST /api/v1/organizations/{id}/portal-link", Access.ADMIN),
            Map.entry("GET /api/v1/directories", Access.READER), Map.entry("GET /console/customers", Access.CONSOLE),
            Map.entry("GET /console/customers/{id}", Access.CONSOLE),
            Map.entry("POST /console/customers/{id}/portal-link", Access.CONSOLE),
            Map.entry("GET /console/setup", Access.CONSOLE), Map.entry("POST /console/setup/try", Access.CONSOLE),
            Map.entry("GET /api/v1/role-mappings", Access.ADMIN), Map.entry("POST /api/v1/role-mappings", Access.ADMIN),
            Map.entry("GET /api/v1/role-mappings/{id}", Access.ADMIN),
            Map.entry("PUT /api/v1/role-mappings/{id}", Access.ADMIN),
            Map.entry("DELETE /api/v1/role-mappings/{id}", Access.ADMIN),
            Map.entry("POST /api/v1/role-mappings/preview", Access.ADMIN),
            Map.entry("GET /api/v1/default-roles", Access.ADMIN), Map.entry("GET /api/v1/default-role", Access.ADMIN),
            Map.entry("PUT /api/v1/default-role", Access.ADMIN), Map.entry("DELETE /api/v1/default-role", Access.ADMIN),
            Map.entry("POST /api/v1/default-role/preview", Access.ADMIN),
            Map.entry("GET /api/v1/organizations/{id}/default-role", Access.ADMIN),
            Map.entry("PUT /api/v1/organizations/{id}/default-role", Access.ADMIN),
            Map.entry("DELETE /api/v1/organizations/{id}/default-role", Access.ADMIN),
            Map.entry("POST /api/v1/organizations/{id}/default-role/preview", Access.ADMIN),
            Map.entry("GET /console/mappings/default", Access.CONSOLE),
            Map.entry("POST /console/mappings/default", Access.CONSOLE),
            Map.entry("GET /console/mappings/default/preview", Access.CONSOLE),
            Map.entry("GET /api/v1/events", Access.ADMIN), Map.entry("GET /api/v1/events/{id}", Access.ADMIN),
            Map.entry("POST /api/v1/events/{id}/replay", Access.ADMIN),
            Map.entry("POST /api/v1/events/replay", Access.ADMIN), Map.entry("GET /api/v1/sync-runs", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs", Access.ADMIN), Map.entry("GET /api/v1/sync-runs/{id}", Access.ADMIN),
            Map.entry("GET /api/v1/sync-runs/{id}/changes", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs/{id}/approve", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs/{id}/reject", Access.ADMIN),
            Map.entry("POST /api/v1/sync-runs/{id}/cancel", Access.ADMIN), Map.entry("GET /api/v1/audit", Access.ADMIN),
            Map.entry("GET /api/v1/adoptions", Access.ADMIN), Map.entry("POST /api/v1/adoptions", Access.ADMIN),
            Map.entry("GET /api/v1/adoptions/{id}", Access.ADMIN),
            Map.entry("POST /api/v1/adoptions/{id}/adopt", Access.ADMIN),
            Map.entry("GET /api/v1/adoptions/{id}/lines", Access.ADMIN),
            Map.entry("GET /console/sign-in", Access.SIGN_IN), Map.entry("POST /console/sign-in", Access.SIGN_IN),
            Map.entry("GET /console/sign-in/oidc", Access.OPEN), Map.entry("* /console/refused", Access.SIGN_IN),
            Map.entry("POST /console/sign-out", Access.CONSOLE), Map.entry("GET /console", Access.CONSOLE),
            Map.entry("GET /console/", Access.CONSOLE), Map.entry("GET /console/{page}", Access.CONSOLE),
            Map.entry("GET /console/events", Access.CONSOLE), Map.entry("GET /console/events/{id}", Access.CONSOLE),
            Map.entry("POST /console/events/{id}/replay", Access.CONSOLE),
            Map.entry("GET /console/events/replay", Access.CONSOLE),
            Map.entry("POST /console/events/replay", Access.CONSOLE), Map.entry("GET /console/people", Access.CONSOLE),
            Map.entry("GET /console/choices/{kind}", Access.CONSOLE),
            Map.entry("GET /console/people.csv", Access.CONSOLE), Map.entry("GET /console/people/{id}", Access.CONSOLE),
            Map.entry("POST /console/people/{id}/roles", Access.CONSOLE),
            Map.entry("POST /console/people/{id}/roles/take-back", Access.CONSOLE),
            Map.entry("POST /console/people/{id}/protect", Access.CONSOLE),
            Map.entry("POST /console/people/{id}/unprotect", Access.CONSOLE),
            Map.entry("GET /console/people/crowds", Access.CONSOLE),
            Map.entry("GET /console/people/check", Access.CONSOLE),
            Map.entry("POST /console/people/check", Access.CONSOLE),
            Map.entry("GET /console/people/check/{id}", Access.CONSOLE),
            Map.entry("POST /console/people/check/{id}/repair", Access.CONSOLE),
            Map.entry("GET /console/people/{id}/merge", Access.CONSOLE),
            Map.entry("GET /console/people/{id}/merge/preview", Access.CONSOLE),
            Map.entry("POST /console/people/{id}/merge", Access.CONSOLE),
            Map.entry("GET /console/runs", Access.CONSOLE), Map.entry("POST /console/runs", Access.CONSOLE),
            Map.entry("GET /console/runs/{id}", Access.CONSOLE),
            Map.entry("GET /console/runs/{id}/progress", Access.CONSOLE),
            Map.entry("GET /console/runs/{id}/approval", Access.CONSOLE),
            Map.entry("POST /console/runs/{id}/approve", Access.CONSOLE),
            Map.entry("POST /console/runs/{id}/reject", Access.CONSOLE),
            Map.entry("POST /console/runs/{id}/cancel", Access.CONSOLE),
            Map.entry("GET /console/adoptions", Access.CONSOLE), Map.entry("POST /console/adoptions", Access.CONSOLE),
            Map.entry("GET /console/adoptions/{id}", Access.CONSOLE),
            Map.entry("GET /console/adoptions/{id}/progress", Access.CONSOLE),
            Map.entry("GET /console/adoptions/{id}/report.csv", Access.CONSOLE),
            Map.entry("POST /console/adoptions/{id}/adopt", Access.CONSOLE),
            Map.entry("GET /console/mappings", Access.CONSOLE), Map.entry("POST /console/mappings", Access.CONSOLE),
            Map.entry("GET /console/mappings/{id}", Access.CONSOLE),
            Map.entry("POST /console/mappings/{id}", Access.CONSOLE),
            Map.entry("GET /console/mappings/preview", Access.CONSOLE),
            Map.entry("GET /console/mappings/{id}/removal", Access.CONSOLE),
            Map.entry("POST /console/mappings/{id}/remove", Access.CONSOLE),
            Map.entry("GET /console/audit", Access.CONSOLE));

    /// Files, by the patterns of their paths.
    private static final Map<String, Access> FILES = Map.ofEntries(Map.entry("GET /console/assets/**", Access.OPEN),
            Map.entry("GET /console/webjars/**", Access.CONSOLE), Map.entry("GET /swagger-ui/**", Access.OPEN));

    /// Where nothing is. Whatever is not there is not known to whoever may not ask.
    private static final Map<String, Access> NOWHERE = Map.of("GET /webjars/**", Access.ADMIN, "GET /**", Access.ADMIN);

    /// As whom somebody who calls is known.
    private enum Known {
        NOBODY, NO_ROLE, READER, METRICS, ADMIN
    }

    private record Caller(String name, @Nullable String authorization, Known as) {

        static Caller with(String name, String jwt, Known as) {
            return new Caller(name, "Bearer " + jwt, as);
        }
    }

    private static final List<Caller> CALLERS = callers();

    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;

    @Autowired
    private ObjectProvider<HandlerMapping> mappings;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::url);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
        FOREIGN_ISSUER.close();
    }

    private static List<Caller> callers() {
        UnaryOperator<JWTClaimsSet.Builder> admin = roles("rollcall-admin");
        String good = ISSUER.token(admin);
        return List.of(new Caller("nobody", null, Known.NOBODY),
                new Caller("a wrong token", "Bearer wrong-token-000000000", Known.NOBODY),
                new Caller("no token after Bearer", "Bearer", Known.NOBODY),
                new Caller("an empty token", "Bearer ", Known.NOBODY),
                new Caller("the admin token in capitals", "Bearer " + RollcallTest.ADMIN_TOKEN.toUpperCase(),
                        Known.NOBODY),
                new Caller("more than the admin token", "Bearer " + RollcallTest.ADMIN_TOKEN + "0", Known.NOBODY),
                new Caller("a password", "Basic YWRtaW46YWRtaW4=", Known.NOBODY),
                new Caller("the admin token without Bearer", RollcallTest.ADMIN_TOKEN, Known.NOBODY),
                new Caller("a JWT as a DPoP token", "DPoP " + good, Known.NOBODY),
                Caller.with("a JWT that nobody signed", ISSUER.unsigned(admin), Known.NOBODY),
                Caller.with("a JWT without its signature", good.substring(0, good.lastIndexOf('.') + 1), Known.NOBODY),
                Caller.with("a JWT of a forged key", ISSUER.signedWith(ISSUER.forgedKey(), admin), Known.NOBODY),
                Caller.with("a JWT that brings its key along", ISSUER.bringingItsKey(admin), Known.NOBODY),
                Caller.with("a JWT signed with the public key", ISSUER.signedWithThePublicKey(admin), Known.NOBODY),
                Caller.with("a JWT of another issuer", FOREIGN_ISSUER.token(admin), Known.NOBODY),
                Caller.with("a JWT of another issuer in this one's name",
                        FOREIGN_ISSUER.token(claims -> admin.apply(claims.issuer(ISSUER.url()))), Known.NOBODY),
                Caller.with("a JWT in another issuer's name",
                        ISSUER.token(claims -> admin.apply(claims.issuer("https://elsewhere.example"))), Known.NOBODY),
                Caller.with("a JWT for another audience",
                        ISSUER.token(claims -> admin.apply(claims.audience("another-service"))), Known.NOBODY),
                Caller.with("a JWT for no audience",
                        ISSUER.token(claims -> admin.apply(claims.audience((String) null))), Known.NOBODY),
                Caller.with("a JWT that has expired",
                        ISSUER.token(claims -> admin.apply(claims.expirationTime(before(120)))), Known.NOBODY),
                Caller.with("a JWT that is not valid yet",
                        ISSUER.token(claims -> admin.apply(claims.notBeforeTime(before(-3600)))), Known.NOBODY),
                Caller.with("a JWT that names nobody", ISSUER.token(claims -> admin.apply(claims.subject(null))),
                        Known.NOBODY),
                Caller.with("a JWT with a NUL in the name", ISSUER.token(claims -> admin.apply(claims.subject("a\0b"))),
                        Known.NOBODY),
                Caller.with("half a JWT", "eyJ.eyJ.", Known.NOBODY),
                Caller.with("a JWT without a role", ISSUER.token(claims -> claims), Known.NO_ROLE),
                Caller.with("a JWT with a role in capitals", ISSUER.token(roles("ROLLCALL-ADMIN")), Known.NO_ROLE),
                Caller.with("the reader", RollcallTest.READER_TOKEN, Known.READER),
                Caller.with("a JWT of a reader", ISSUER.token(roles("rollcall-reader")), Known.READER),
                Caller.with("who reads metrics", RollcallTest.METRICS_TOKEN, Known.METRICS),
                Caller.with("a JWT that takes itself for that token", ISSUER.token(roles("metrics")), Known.NO_ROLE),
                Caller.with("the admin", RollcallTest.ADMIN_TOKEN, Known.ADMIN),
                Caller.with("a JWT of an admin", good, Known.ADMIN));
    }

    static Stream<Arguments> endpoints() {
        return Stream.of(ENDPOINTS, FILES, NOWHERE).flatMap(table -> table.entrySet().stream()).map(endpoint -> {
            String[] call = endpoint.getKey().split(" ");
            String path = call[1].replace("/users/{id}", "/users/018f0000-0000-7000-8000-000000000000")
                    .replace("/people/{id}", "/people/018f0000-0000-7000-8000-000000000000")
                    .replace("{id}", "9223372036854775807").replace("{role}", "editor").replace("{page}", "none")
                    .replace("{kind}", "roles").replace("/health/**", "/health/liveness")
                    .replace("/assets/**", "/assets/console.css").replace("**", "none").replace("*", "")
                    .replace("{version}", "1.0");
            return arguments("*".equals(call[0]) ? "GET" : call[0], path, endpoint.getValue());
        });
    }

    static Stream<Arguments> closedEndpoints() {
        return endpoints().filter(
                endpoint -> Set.of(Access.READER, Access.METRICS, Access.ADMIN).contains((Access) endpoint.get()[2]));
    }

    @Test
    void knowsEveryEndpoint() {
        Set<String> served = mappings.stream().flatMap(SecurityTests::calls).collect(Collectors.toSet());

        assertThat(served).containsExactlyInAnyOrderElementsOf(
                Stream.of(ENDPOINTS, FILES).flatMap(table -> table.keySet().stream()).toList());
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void letsInWhoeverMayCallAndNobodyElse(String method, String path, Access access) {
        CALLERS.forEach(caller -> {
            Answer answer = call(method, path, caller.authorization());
            assertThat(answer)
                    .as("%s %s by %s: %d %s", method, path, caller.name(), answer.status(), answer.http().body())
                    .satisfies(it -> check(it, method, access, caller));
        });
    }

    private static void check(Answer answer, String method, Access access, Caller caller) {
        switch (access) {
            case OPEN -> {
                // Who sends a token wants to be known by it, even where there is no need.
                if (answer.status() == 401) {
                    assertThat(caller.as()).isEqualTo(Known.NOBODY);
                    assertThat(caller.authorization()).isNotNull();
                } else {
                    assertThat(answer.status()).isIn(200, 302, 400, 404);
                }
            }
            case READER, METRICS, ADMIN -> {
                switch (caller.as()) {
                    case NOBODY -> assertUnauthorized(answer);
                    case NO_ROLE -> assertForbidden(answer, "This needs another role.");
                    case READER, METRICS -> {
                        if (access.name().equals(caller.as().name())) {
                            assertThat(answer.status()).isIn(200, 404);
                        } else {
                            assertForbidden(answer, caller.name().contains("JWT") ? "This needs another role."
                                    : "This needs the admin token.");
                        }
                    }
                    // 503: Scalekit is not there.
                    case ADMIN -> assertThat(answer.status()).isIn(200, 202, 400, 404, 503);
                }
            }
            case CONSOLE -> {
                if ("GET".equals(method)) {
                    assertThat(answer.status()).isEqualTo(302);
                    assertThat(answer.header("Location")).endsWith("/console/sign-in");
                } else {
                    assertOutOfDate(answer);
                }
            }
            case SIGN_IN -> {
                if (answer.status() != 200) {
                    assertOutOfDate(answer);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("closedEndpoints")
    void takesNoTokenFromALink(String method, String path) {
        assertUnauthorized(call(method, path + "?access_token=" + RollcallTest.ADMIN_TOKEN, null));
    }

    /// RFC 9728: what a 401 points to. A filter answers it, which has no mapping.
    @Test
    void saysToAnybodyHowToSendATokenAndNothingElse() {
        Answer answer = call("GET", "/.well-known/oauth-protected-resource", null);

        assertThat(answer.json()).hasToString(
                "{\"resource\":\"http://localhost:%d\",\"bearer_methods_supported\":[\"header\"],\"tls_client_certificate_bound_access_tokens\":false}"
                        .formatted(port));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/login", "/logout", "/oauth2/authorization/scalekit", "/login/oauth2/code/scalekit",
            "/default-ui.css", "/favicon.ico" })
    void answersNobodyWhereNothingIs(String path) {
        assertUnauthorized(call("GET", path, null));
        assertUnauthorized(call("POST", path, null));
        assertThat(call("GET", path, "Bearer " + RollcallTest.ADMIN_TOKEN).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/v1/users/../events", "/api/v1/users/%2e%2e/events", "/api/v1/users/..;/events",
            "/api/v1/users/..%2fevents", "/api/v1/users/%252e%252e/events", "/api/v1/users;/../events",
            "/api/v1/events/", "//api/v1/events", "/api/v1//events", "/./api/v1/events", "/API/V1/EVENTS",
            "/api/v1/events%00", "/api/v1/events%20", "/api/v1/events.json", "/api/v1/users/..%5cevents",
            "/actuator/health/../prometheus", "/actuator/health/%2e%2e/prometheus", "/actuator/health;/prometheus",
            "/actuator/prometheus/", "/v3/api-docs/../../actuator/prometheus", "/swagger-ui/..;/api/v1/events",
            "/console/assets/%2e%2e/events", "/console/assets/..;/events", "/webhooks/scalekit/../../api/v1/events" })
    void knowsNoOtherPathToWhatTheReaderMayNotSee(String path) {
        for (String token : new String[] { null, "Bearer " + RollcallTest.READER_TOKEN }) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
            if (token != null) {
                request.header("Authorization", token);
            }
            assertThat(client.send(request.build()).status()).isIn(302, 400, 401, 403, 404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/v1/users", "/actuator/health", "/v3/api-docs", "/console/sign-in", "/console" })
    void allowsNoOtherSiteToReadWhatABrowserGets(String path) {
        for (String method : List.of("GET", "OPTIONS")) {
            Answer answer = client.send(client.request(path).method(method, BodyPublishers.noBody())
                    .header("Origin", "https://elsewhere.example").header("Access-Control-Request-Method", "GET")
                    .header("Access-Control-Request-Headers", "authorization").build());

            assertThat(answer.http().headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness" })
    void tellsItsHealthToAnybodyAndNothingElse(String path) {
        for (String authorization : new String[] { null, "Bearer " + RollcallTest.ADMIN_TOKEN }) {
            Answer answer = call("GET", path, authorization);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("status").asString()).isEqualTo("UP");
            assertThat(answer.json().propertyNames()).isSubsetOf("status", "groups");
        }
        assertThat(call("GET", path + "/db", null).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "env", "beans", "configprops", "heapdump", "threaddump", "loggers", "mappings",
            "scheduledtasks", "shutdown", "httpexchanges", "metrics", "flyway", "caches", "conditions", "sessions",
            "logfile", "startup", "quartz", "auditevents", "modulith" })
    void exposesNothingElseOfTheActuator(String endpoint) {
        assertUnauthorized(call("GET", "/actuator/" + endpoint, null));
        assertThat(call("GET", "/actuator/" + endpoint, "Bearer " + RollcallTest.ADMIN_TOKEN).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void setsTheSecurityHeadersAndNoCookie(String method, String path, Access access) {
        Answer answer = call(method, path, "Bearer " + RollcallTest.ADMIN_TOKEN);

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        // A style or an icon may be kept, if it is asked for again each time.
        assertThat(answer.header("Cache-Control"))
                .contains(path.startsWith("/console/assets") ? "no-cache" : "no-store");
        if (access != Access.SIGN_IN && access != Access.CONSOLE) {
            assertThat(answer.http().headers().firstValue("Set-Cookie")).isEmpty();
        }
    }

    private Answer call(String method, String path, @Nullable String authorization) {
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

    private static void assertForbidden(Answer answer, String detail) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"insufficient_scope\"");
        assertThat(answer.detail()).isEqualTo(detail);
    }

    private static void assertOutOfDate(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.http().body()).contains("This form is out of date.");
    }

    private static UnaryOperator<JWTClaimsSet.Builder> roles(String... roles) {
        return claims -> claims.claim("roles", List.of(roles));
    }

    private static Date before(long seconds) {
        return Date.from(Instant.now().minusSeconds(seconds));
    }

    private static Stream<String> calls(HandlerMapping mapping) {
        return switch (mapping) {
            case RequestMappingInfoHandlerMapping methods ->
                    methods.getHandlerMethods().keySet().stream().flatMap(SecurityTests::calls);
            case AbstractUrlHandlerMapping files -> files.getHandlerMap().keySet().stream()
                    .map(path -> "GET " + path.replaceAll("/\\d+(\\.\\d+)+/", "/{version}/"));
            case RouterFunctionMapping functions when functions.getRouterFunction() == null -> Stream.of();
            default -> Stream.of(mapping.toString());
        };
    }

    private static Stream<String> calls(RequestMappingInfo mapping) {
        Set<String> methods = mapping.getMethodsCondition().getMethods().stream().map(Enum::name)
                .collect(Collectors.toSet());
        return mapping.getPatternValues().stream().flatMap(
                path -> (methods.isEmpty() ? Set.of("*") : methods).stream().map(method -> method + " " + path));
    }
}
