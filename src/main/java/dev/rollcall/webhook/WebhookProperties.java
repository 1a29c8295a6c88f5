package dev.rollcall.webhook;

import dev.rollcall.SigningSecrets;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What signatures are checked with, and how much nonsense is listened to.
///
/// @param secrets the signing secret of the webhook endpoint, `whsec_` and at least 24 bytes in Base64: one, or two,
/// separated by a comma, while rotating
/// @param refusalsPerMinute how many requests of one address may be refused within a minute before further ones are
/// answered 429 unread; 0 for any number. An address that a signed request came from within a day is never limited, nor is a
/// private one
@Validated
@ConfigurationProperties("rollcall.webhook")
record WebhookProperties(@DefaultValue List<String> secrets,
        @DefaultValue("100") @PositiveOrZero(message = "rollcall.webhook.refusals-per-minute must be 0 or more.") int refusalsPerMinute) {

    WebhookProperties {
        secrets = SigningSecrets.set(secrets);
    }

    @AssertTrue(message = "SCALEKIT_WEBHOOK_SECRET is not set: it is the signing secret of the webhook endpoint in Scalekit's dashboard.")
    boolean isAnySecretSet() {
        return !secrets.isEmpty();
    }

    @AssertTrue(message = "SCALEKIT_WEBHOOK_SECRET must be whsec_ followed by Base64, or several such separated by commas while rotating.")
    boolean isEverySecretWellFormed() {
        return SigningSecrets.areWellFormed(secrets);
    }

    @AssertTrue(message = "SCALEKIT_WEBHOOK_SECRET must have at least 24 bytes after whsec_, which are 32 characters of Base64: copy the whole signing secret from Scalekit's dashboard.")
    boolean isEverySecretLongEnough() {
        return SigningSecrets.areLongEnough(secrets);
    }

    @Override
    public String toString() {
        return "WebhookProperties[" + secrets.size() + " secrets]";
    }
}
