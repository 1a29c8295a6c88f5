package dev.rollcall.accounts;

import jakarta.validation.constraints.Null;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// Settings that there were once. Whoever still sets one has to know that it does nothing.
///
/// @param webhookSafeguardMinimum no setting any more
/// @param webhookSafeguardWindow no setting any more
@Validated
@ConfigurationProperties("rollcall.accounts")
record RetiredSettings(
        @Null(message = "rollcall.accounts.webhook-safeguard-minimum is no setting any more: ten users always pass the safeguard for webhooks, unless ROLLCALL_ACCOUNTS_WEBHOOKSAFEGUARDPERCENT is 0. Take it out.") @Nullable String webhookSafeguardMinimum,
        @Null(message = "rollcall.accounts.webhook-safeguard-window is no setting any more: the safeguard for webhooks counts within an hour. Take it out.") @Nullable String webhookSafeguardWindow) {
}
