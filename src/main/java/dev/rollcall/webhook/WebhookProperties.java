package dev.rollcall.webhook;

import jakarta.validation.constraints.AssertTrue;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What signatures are checked with.
///
/// @param secrets the webhook secrets that are valid now: one, or two while rotating
@Validated
@ConfigurationProperties("rollcall.webhook")
record WebhookProperties(@DefaultValue List<String> secrets) {

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
