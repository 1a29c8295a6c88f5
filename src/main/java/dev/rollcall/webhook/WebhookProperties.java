package dev.rollcall.webhook;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What signatures are checked with, and how much nonsense is listened to.
///
/// @param secrets the webhook secrets that are valid now: one, or two while rotating
/// @param refusalsPerMinute how many requests of one address may be refused within a minute before further ones are
///     refused unread; 0 for any number
@Validated
@ConfigurationProperties("rollcall.webhook")
record WebhookProperties(@DefaultValue List<String> secrets,
        @DefaultValue("100") @PositiveOrZero(message = "rollcall.webhook.refusals-per-minute must be 0 or more.") int refusalsPerMinute) {

    private static final String PREFIX = "whsec_";

    // Standard Webhooks says 24 to 64 bytes. A longer one is no weaker.
    private static final int LEAST_BYTES = 24;

    WebhookProperties {
        secrets = secrets.stream().map(String::strip).filter(secret -> !secret.isEmpty()).toList();
    }

    @AssertTrue(message = "SCALEKIT_WEBHOOK_SECRET is not set: it is the signing secret of the webhook endpoint in Scalekit's dashboard.")
    boolean isAnySecretSet() {
        return !secrets.isEmpty();
    }

    @AssertTrue(message = "SCALEKIT_WEBHOOK_SECRET must be whsec_ followed by Base64, or several such separated by commas while rotating.")
    boolean isEverySecretWellFormed() {
        return secrets.stream().allMatch(WebhookProperties::isWellFormed);
    }

    @AssertTrue(message = "SCALEKIT_WEBHOOK_SECRET must have at least 24 bytes after whsec_, which are 32 characters of Base64: copy the whole signing secret from Scalekit's dashboard.")
    boolean isEverySecretLongEnough() {
        return secrets.stream().filter(WebhookProperties::isWellFormed)
                .allMatch(secret -> bytes(secret) >= LEAST_BYTES);
    }

    private static boolean isWellFormed(String secret) {
        return bytes(secret) > 0;
    }

    /// {@return how many bytes a secret has; 0 if it is none}
    private static int bytes(String secret) {
        try {
            return secret.startsWith(PREFIX) ? Base64.getDecoder().decode(secret.substring(PREFIX.length())).length : 0;
        } catch (IllegalArgumentException notBase64) {
            return 0;
        }
    }

    @Override
    public String toString() {
        return "WebhookProperties[" + secrets.size() + " secrets]";
    }
}
