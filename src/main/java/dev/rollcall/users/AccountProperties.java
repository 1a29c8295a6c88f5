package dev.rollcall.users;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How accounts follow directories.
///
/// @param linkByEmail whether a new directory user joins the account that has its e-mail address
/// @param defaultRole the role of active users who have no other; null for none
/// @param onDirectoryDisabled what becomes of the users of a directory that is disabled
@Validated
@ConfigurationProperties("rollcall.accounts")
record AccountProperties(@DefaultValue("always") LinkByEmail linkByEmail,
        @Nullable @Size(max = 255, message = "rollcall.accounts.default-role must have at most 255 characters.") String defaultRole,
        @DefaultValue("keep") OnDirectoryDisabled onDirectoryDisabled) {

    enum LinkByEmail {
        ALWAYS, NEVER
    }

    enum OnDirectoryDisabled {
        KEEP, DEACTIVATE
    }
}
