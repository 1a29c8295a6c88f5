package dev.rollcall.push;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import java.util.List;
import java.util.stream.Collectors;

/// Signs deliveries as the Standard Webhooks specification says (symmetric, `v1`), once with each secret: while they are rotated,
/// the application may know either.
final class Signature {

    private final List<Webhook> schemes;

    Signature(List<String> secrets) {
        this.schemes = secrets.stream().map(Signature::scheme).toList();
    }

    private static Webhook scheme(String secret) {
        try {
            return new Webhook(secret);
        } catch (EmptyWebhookSecretException empty) {
            throw new IllegalArgumentException("A secret is empty", empty);
        }
    }

    /// @param id what is delivered under
    /// @param seconds when, since 1970
    /// @param body what is delivered
    /// @return the value of `webhook-signature`
    String sign(String id, long seconds, String body) {
        return schemes.stream().map(scheme -> sign(scheme, id, seconds, body)).collect(Collectors.joining(" "));
    }

    private static String sign(Webhook scheme, String id, long seconds, String body) {
        try {
            return scheme.sign(id, seconds, body);
        } catch (WebhookSigningException impossible) {
            throw new IllegalStateException("This Java has no HmacSHA256", impossible);
        }
    }
}
