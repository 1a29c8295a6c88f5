package dev.rollcall.accounts;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How accounts follow directories.
///
/// @param linkByEmail whether a new directory user joins the account that has its e-mail address: `unless-ids-differ`,
/// `always` (whatever their directories' own ids are) or `never` (only ids join). Who has joined one stays there whatever is
/// set later
/// @param onDirectoryDisabled what becomes of the users of a directory that is disabled: `keep` or `deactivate`
/// @param webhookSafeguardPercent once webhooks have taken access from more than this share of an organization's users within
/// an hour, and from more than ten, further ones wait for approval; 100 for no limit, 0 lets nobody pass
@Validated
@ConfigurationProperties("rollcall.accounts")
record AccountProperties(@DefaultValue("unless-ids-differ") LinkByEmail linkByEmail,
        @DefaultValue("keep") OnDirectoryDisabled onDirectoryDisabled,
        @DefaultValue("20") @Min(value = 0, message = "rollcall.accounts.webhook-safeguard-percent must be from 0 to 100, which is no safeguard.") @Max(value = 100, message = "rollcall.accounts.webhook-safeguard-percent must be from 0 to 100, which is no safeguard.") int webhookSafeguardPercent) {

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
