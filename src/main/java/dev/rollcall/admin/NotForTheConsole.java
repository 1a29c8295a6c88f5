package dev.rollcall.admin;

import java.util.List;
import java.util.Objects;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.stereotype.Component;

/// Keeps the ID tokens of those who sign in to the console out of the API: they are for the console's client (OpenID Connect
/// Core 1.0, section 2), and the browser has them until somebody signs out. A token that is for an audience of the API as well
/// is one for the API.
@Component
class NotForTheConsole implements OAuth2TokenValidator<Jwt> {

    private static final OAuth2TokenValidatorResult REFUSED = OAuth2TokenValidatorResult.failure(
            new OAuth2Error(OAuth2ErrorCodes.INVALID_TOKEN, "The token is for signing in to the console.", null));

    private final String client;
    private final List<String> audiences;

    NotForTheConsole(ConsoleProperties console, OAuth2ResourceServerProperties api) {
        this.client = console.clientId();
        this.audiences = api.getJwt().getAudiences().stream().filter(audience -> !audience.equals(client)).toList();
    }

    @Override
    public OAuth2TokenValidatorResult validate(Jwt token) {
        List<String> whom = Objects.requireNonNullElse(token.getAudience(), List.of());
        return whom.contains(client) && whom.stream().noneMatch(audiences::contains) ? REFUSED
                : OAuth2TokenValidatorResult.success();
    }
}
