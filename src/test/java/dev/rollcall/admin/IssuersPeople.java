package dev.rollcall.admin;

import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.HtmlUtils;

/// The part of an issuer that people sign in to (OpenID Connect Core 1.0, section 3.1, with PKCE, RFC 7636): whoever comes is
/// the one who is there already, or chooses. What a client sends is checked as a real one checks it.
public final class IssuersPeople {

    /// The console, as the issuer's client, and its secret.
    public static final String CLIENT = "rollcall-console";
    public static final String SECRET = "s3cret-of-the-console";

    /// Who can be chosen: their names for others, with their roles.
    private static final Map<String, List<String>> TO_CHOOSE = Map.of("dana.whitfield", List.of("rollcall-admin"),
            "ravi.menon", List.of("rollcall-admin"), "nobody.in.particular", List.of());

    private static final String CHOICE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Who are you?</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
            </style>
            </head>
            <body>
            <main>
            <h1>Who are you?</h1>
            <p>This stands in for your company's identity provider. It believes you.</p>
            <ul>
            %s
            </ul>
            </main>
            </body>
            </html>
            """;

    private final IssuerDouble issuer;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final List<String> secrets = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> signedOut = new CopyOnWriteArrayList<>();
    private volatile boolean choosing;
    private volatile UnaryOperator<JWTClaimsSet.Builder> person = claims -> claims;
    private volatile Function<UnaryOperator<JWTClaimsSet.Builder>, String> signing;

    IssuersPeople(IssuerDouble issuer, HttpServer server) {
        this.issuer = issuer;
        this.signing = issuer::token;
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/logout", this::logout);
    }

    /// Whoever signs in from now on is somebody of whom the issuer says this; what it says of client and nonce can be changed.
    void are(UnaryOperator<JWTClaimsSet.Builder> person) {
        this.person = person;
    }

    /// Whoever comes chooses who they are from now on.
    void choose() {
        choosing = true;
    }

    /// Their ID tokens are signed like this from now on.
    void sign(Function<UnaryOperator<JWTClaimsSet.Builder>, String> signing) {
        this.signing = signing;
    }

    /// {@return why clients were refused}
    List<String> refusals() {
        return refusals;
    }

    /// {@return codes, and signatures of tokens, that were given out}
    List<String> secrets() {
        return secrets;
    }

    /// {@return what came with those who signed out}
    List<Map<String, String>> signedOut() {
        return signedOut;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(exchange.getRequestURI().getRawQuery());
        if (!"code".equals(asked.get("response_type")) || !CLIENT.equals(asked.get("client_id"))
                || !List.of(asked.getOrDefault("scope", "").split(" ")).contains("openid")
                || !"S256".equals(asked.get("code_challenge_method"))
                || !asked.getOrDefault("code_challenge", "").matches("[\\w-]{43}")
                || asked.getOrDefault("state", "").isEmpty() || asked.getOrDefault("nonce", "").isEmpty()) {
            refuse(exchange, "authorize: " + asked.keySet());
            return;
        }
        if (choosing && !TO_CHOOSE.containsKey(asked.getOrDefault("as", ""))) {
            answer(exchange, 200, "text/html;charset=utf-8", choice(exchange.getRequestURI()));
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        secrets.add(code);
        redirect(exchange, "%s?code=%s&state=%s".formatted(asked.get("redirect_uri"), code,
                URLEncoder.encode(asked.get("state"), StandardCharsets.UTF_8)));
    }

    private void token(HttpExchange exchange) throws IOException {
        if (issuer.isAway(exchange)) {
            return;
        }
        Map<String, String> asked = fields(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        // A code is good once.
        Map<String, String> request = codes.remove(asked.getOrDefault("code", ""));
        String basic = "Basic "
                + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        if (request == null || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || !"authorization_code".equals(asked.get("grant_type"))
                || !request.get("redirect_uri").equals(asked.get("redirect_uri"))
                || !request.get("code_challenge").equals(challenge(asked.getOrDefault("code_verifier", "")))) {
            refuse(exchange, "token: " + asked.keySet());
            return;
        }
        UnaryOperator<JWTClaimsSet.Builder> claims = token -> person(request)
                .apply(token.audience(CLIENT).claim("nonce", request.get("nonce")));
        String idToken = signing.apply(claims);
        secrets.add(idToken.substring(idToken.lastIndexOf('.') + 1));
        answer(exchange, 200, """
                {"access_token": "%s", "token_type": "Bearer", "expires_in": 300, "id_token": "%s"}"""
                .formatted(UUID.randomUUID(), idToken));
    }

    private UnaryOperator<JWTClaimsSet.Builder> person(Map<String, String> request) {
        String chosen = request.get("as");
        return !choosing || chosen == null ? person
                : claims -> claims.subject(UUID.nameUUIDFromBytes(chosen.getBytes(StandardCharsets.UTF_8)).toString())
                        .claim("preferred_username", chosen).claim("roles", TO_CHOOSE.get(chosen));
    }

    private static String choice(URI authorization) {
        return CHOICE.formatted(TO_CHOOSE.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(person -> "<li><a href=\"%s&amp;as=%s\">%2$s</a>%s</li>".formatted(
                        HtmlUtils.htmlEscape(authorization.toString(), "UTF-8"), person.getKey(),
                        person.getValue().isEmpty() ? ", who may not use the console" : ""))
                .collect(Collectors.joining("\n")));
    }

    private void logout(HttpExchange exchange) throws IOException {
        Map<String, String> asked = fields(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        signedOut.add(asked);
        redirect(exchange, asked.get("post_logout_redirect_uri"));
    }

    private void refuse(HttpExchange exchange, String why) throws IOException {
        refusals.add(why);
        answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
    }

    private static void redirect(HttpExchange exchange, String where) throws IOException {
        exchange.getResponseHeaders().set("Location", URI.create(where).toString());
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        answer(exchange, status, "application/json", json);
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static Map<String, String> fields(String form) {
        return Stream.of(form.split("&")).map(field -> field.split("=", 2)).collect(
                Collectors.toMap(field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
