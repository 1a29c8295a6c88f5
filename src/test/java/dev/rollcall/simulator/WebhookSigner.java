package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs webhooks by the Standard Webhooks scheme (v1, HMAC-SHA256) with nothing but the JDK, independently of the
/// verifier.
public final class WebhookSigner {

    private static final String PREFIX = "whsec_";

    // What Scalekit allows an endpoint before it counts the delivery as failed.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SecretKeySpec key;

    /// @param secret `whsec_` and the key in Base64
    /// @throws IllegalArgumentException if it is anything else
    public WebhookSigner(String secret) {
        if (!secret.startsWith(PREFIX)) {
            throw new IllegalArgumentException("A webhook secret begins with " + PREFIX);
        }
        this.key = new SecretKeySpec(Base64.getDecoder().decode(secret.substring(PREFIX.length())), "HmacSHA256");
    }

    /// The value of `webhook-signature` for exactly these bytes: `v1,` and the signature in Base64.
    public String sign(String id, long timestampSeconds, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((id + "." + timestampSeconds + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /// A signed delivery, ready to be sent; the timestamp is cut to whole seconds.
    public HttpRequest request(URI url, String id, Instant timestamp, byte[] body) {
        return HttpRequest.newBuilder(url).timeout(PATIENCE).header("Content-Type", "application/json")
                .header("webhook-id", id).header("webhook-timestamp", Long.toString(timestamp.getEpochSecond()))
                .header("webhook-signature", sign(id, timestamp.getEpochSecond(), body))
                .POST(BodyPublishers.ofByteArray(body)).build();
    }
}
