package dev.rollcall.accounts;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How accounts follow directories.
///
/// @param linkByEmail whether a new directory user joins the account that has its e-mail address
/// @param onDirectoryDisabled what becomes of the users of a directory that is disabled
/// @param webhookSafeguardPercent once webhooks have deactivated more than this share of an organization's users within the
/// window, further ones wait for approval; 100 for no limit
/// @param webhookSafeguardMinimum as many deactivations within the window never wait
/// @param webhookSafeguardWindow how far back deactivations are counted
@Validated
@ConfigurationProperties("rollcall.accounts")
record AccountProperties(@DefaultValue("unless-ids-differ") LinkByEmail linkByEmail,
        @DefaultValue("keep") OnDirectoryDisabled onDirectoryDisabled,
        @DefaultValue("20") @Min(value = 0, message = "rollcall.accounts.webhook-safeguard-percent must be from 0 to 100, which is no safeguard.") @Max(value = 100, message = "rollcall.accounts.webhook-safeguard-percent must be from 0 to 100, which is no safeguard.") int webhookSafeguardPercent,
        @DefaultValue("10") @Min(value = 0, message = "rollcall.accounts.webhook-safeguard-minimum must not be negative.") int webhookSafeguardMinimum,
        @DefaultValue("1h") Duration webhookSafeguardWindow) {

    @AssertTrue(message = "rollcall.accounts.webhook-safeguard-window must be longer than zero.")
    boolean isWindowPositive() {
        return webhookSafeguardWindow.isPositive();
    }

    /// Whether a new directory user joins the account that has its e-mail address. Who has joined one stays there whatever is
    /// set later.
    enum LinkByEmail {
        /// Unless the two were called by different ids of what may be one directory.
        UNLESS_IDS_DIFFER,
        /// By the address alone: ids neither join nor part, and what was granted by hand never rests.
        ALWAYS,
        /// Only ids join.
        NEVER
    }

    enum OnDirectoryDisabled {
        KEEP, DEACTIVATE
    }
}
