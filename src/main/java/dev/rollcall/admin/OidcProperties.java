package dev.rollcall.admin;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What the JWTs of an OpenID Connect issuer are allowed, if one is configured
/// (`spring.security.oauth2.resourceserver.jwt.issuer-uri`).
///
/// @param roleClaim the claim of a JWT with the roles: a list of texts, or one text with spaces between them; `a.b` is `b`
/// inside of `a`, such as `realm_access.roles`
/// @param adminRole the role in a JWT that may do everything
/// @param readerRole the role in a JWT that may read users, groups and changes
/// @param principalClaim the claim of a JWT with the name that the journal and logs give to whoever calls: no personal data
/// @param nameClaim the claim with what people call whoever signs in to the console, for the audit log and histories, and
/// not for logs
@Validated
@ConfigurationProperties("rollcall.oidc")
record OidcProperties(
        @DefaultValue("roles") @NotBlank(message = "rollcall.oidc.role-claim must name a claim.") String roleClaim,
        @DefaultValue("rollcall-admin") @NotBlank(message = "rollcall.oidc.admin-role must name a role.") String adminRole,
        @DefaultValue("rollcall-reader") @NotBlank(message = "rollcall.oidc.reader-role must name a role.") String readerRole,
        @DefaultValue("sub") @NotBlank(message = "rollcall.oidc.principal-claim must name a claim.") String principalClaim,
        @DefaultValue("preferred_username") @NotBlank(message = "rollcall.oidc.name-claim must name a claim.") String nameClaim) {
}
