package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Gives out access tokens for client credentials (RFC 6749 section 4.4) and knows which are still good, by the
/// system's time.
final class Tokens {

    private static final Duration DAY = Duration.ofDays(1);

    private final InstantSource clock = InstantSource.system();
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();
    private volatile @Nullable Client accepted;
    private volatile Duration lifetime = DAY;

    private record Client(String id, String secret) {
    }

    void accept(String clientId, String secret) {
        accepted = new Client(clientId, secret);
    }

    void lifetime(Duration lifetime) {
        this.lifetime = lifetime;
    }

    void revokeAll() {
        expiries.clear();
    }

    /// {@return those that were given out and may still be good}
    Set<String> givenOut() {
        return Set.copyOf(expiries.keySet());
    }

    void reset() {
        revokeAll();
        accepted = null;
        lifetime = DAY;
    }

    boolean isGood(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Bearer ")) {
            return false;
        }
        var expiry = expiries.get(authorization.substring("Bearer ".length()).strip());
        return expiry != null && expiry.isAfter(clock.instant());
    }

    /// Answers `POST /oauth/token`.
    Answer.Whole issue(Request request) {
        var form = request.form();
        if (!"client_credentials".equals(form.get("grant_type"))) {
            return refuse(400, "unsupported_grant_type", "Only client_credentials is supported");
        }
        var client = client(form, request.header("authorization"));
        if (client == null || accepted != null && !client.equals(accepted)) {
            return refuse(401, "invalid_client", "The client's id or secret is wrong");
        }
        var now = clock.instant();
        expiries.values().removeIf(now::isAfter);
        var token = UUID.randomUUID().toString();
        expiries.put(token, now.plus(lifetime));
        return Answer.json(200, "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                + lifetime.toSeconds() + "}");
    }

    private static @Nullable Client client(Map<String, String> form, @Nullable String authorization) {
        if (authorization != null && authorization.startsWith("Basic ")) {
            return basic(authorization.substring("Basic ".length()).strip());
        }
        var id = form.get("client_id");
        var secret = form.get("client_secret");
        return id == null || secret == null ? null : new Client(id, secret);
    }

    // RFC 6749 section 2.3.1: id and secret are encoded as in a form before they are joined.
    private static @Nullable Client basic(String credentials) {
        try {
            var pair = new String(Base64.getDecoder().decode(credentials), UTF_8).split(":", 2);
            return pair.length < 2 ? null
                    : new Client(URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Answer.Whole refuse(int status, String error, String description) {
        return Answer.json(status, "{\"error\":\"" + error + "\",\"error_description\":\"" + description + "\"}")
                .with("WWW-Authenticate", "Basic realm=\"simulator\"");
    }
}
