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

    private static boolean isWellFormed(String secret) {
        try {
            return secret.startsWith(PREFIX)
                    && Base64.getDecoder().decode(secret.substring(PREFIX.length())).length > 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "WebhookProperties[" + secrets.size() + " secrets]";
    }
}
