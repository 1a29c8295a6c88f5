package dev.rollcall.journal;

import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/// The role of active users who have no other, where nobody has chosen one.
///
/// @param defaultRole the role of active users who have no other, in organizations for which none is chosen in console or API;
/// without it they have none. The same on all nodes: that of the node that started last counts
@Validated
@ConfigurationProperties("rollcall.accounts")
public record DefaultRole(
        @Nullable @Size(max = 255, message = "rollcall.accounts.default-role must have at most 255 characters.") String defaultRole) {
}
