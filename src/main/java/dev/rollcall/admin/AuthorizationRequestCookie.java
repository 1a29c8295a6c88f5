package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.stereotype.Component;

/// Remembers in the browser that somebody was sent to the issuer: state, nonce and the verifier of PKCE, which Spring
/// Security makes and checks. Whoever comes back with another state, or from another browser, was not sent.
@Component
class AuthorizationRequestCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    static final String NAME = "rollcall-sign-in";

    private static final Duration TIME = Duration.ofMinutes(10);

    private final ConsoleIssuer issuer;

    AuthorizationRequestCookie(ConsoleIssuer issuer) {
        this.issuer = issuer;
    }

    @Override
    public void saveAuthorizationRequest(@Nullable OAuth2AuthorizationRequest sent, HttpServletRequest request,
            HttpServletResponse response) {
        if (sent != null) {
            String kept = "%s\n%s\n%s\n%s".formatted(sent.getState(),
                    sent.<String> getAttribute(OidcParameterNames.NONCE),
                    sent.<String> getAttribute(PkceParameterNames.CODE_VERIFIER), sent.getRedirectUri());
            ConsoleCookies.keep(NAME, SignInController.PATH, kept, TIME, request, response);
        }
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(HttpServletRequest request,
            HttpServletResponse response) {
        Optional<List<String>> kept = ConsoleCookies.take(NAME, SignInController.PATH, request, response)
                .map(value -> List.of(value.split("\n")));
        return kept.filter(
                parts -> parts.size() == 4 && parts.getFirst().equals(request.getParameter(OAuth2ParameterNames.STATE)))
                .map(this::sent).orElse(null);
    }

    /// Nobody asks for it without taking it.
    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        return null;
    }

    private OAuth2AuthorizationRequest sent(List<String> parts) {
        ClientRegistration client = issuer.registration();
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(Objects.requireNonNull(client.getProviderDetails().getAuthorizationUri()))
                .clientId(client.getClientId()).scopes(client.getScopes()).state(parts.get(0)).redirectUri(parts.get(3))
                .attributes(Map.of(OAuth2ParameterNames.REGISTRATION_ID, client.getRegistrationId(),
                        OidcParameterNames.NONCE, parts.get(1), PkceParameterNames.CODE_VERIFIER, parts.get(2)))
                .build();
    }
}
