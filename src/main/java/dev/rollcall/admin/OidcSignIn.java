package dev.rollcall.admin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.bind.annotation.GetMapping;

/// Signing in to the console by OpenID Connect (Core 1.0, section 3.1: authorization code, with PKCE). What comes back from
/// the issuer is checked by Spring Security; whoever it turns out to be gets a session if they have the role of the admin.
@ConsolePages
class OidcSignIn {

    static final String PATH = "/console/sign-in/oidc";
    static final String CALLBACK = "/console/sign-in/callback";

    private static final Logger log = LoggerFactory.getLogger(OidcSignIn.class);

    private static final Pattern ERROR_CODE = Pattern.compile("[a-z_]{1,50}");
    private static final Set<String> OF_ANYBODY = Set.of("authorization_request_not_found", "invalid_request");

    private final ConsoleIssuer issuer;
    private final AuthorizationRequestCookie requests;
    private final DefaultOAuth2AuthorizationRequestResolver resolver;
    private final JwtRoles roles;
    private final OidcProperties properties;
    private final ConsoleEntrance entrance;
    private final SignInThrottle throttle;

    OidcSignIn(ConsoleIssuer issuer, AuthorizationRequestCookie requests, JwtRoles roles, OidcProperties properties,
            ConsoleEntrance entrance, SignInThrottle throttle) {
        this.issuer = issuer;
        this.requests = requests;
        this.roles = roles;
        this.properties = properties;
        this.entrance = entrance;
        this.throttle = throttle;
        this.resolver = new DefaultOAuth2AuthorizationRequestResolver(id -> issuer.registration());
        resolver.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    /// Sends somebody to the issuer.
    @GetMapping(PATH)
    void begin(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        if (issuer.host().isEmpty()) {
            throw new Refusal(HttpStatus.NOT_FOUND, "The console has no OpenID Connect client.");
        }
        try {
            var sent = Objects.requireNonNull(resolver.resolve(request, "console"));
            requests.saveAuthorizationRequest(sent, request, response);
            response.sendRedirect(sent.getAuthorizationRequestUri());
        } catch (IssuerUnavailableException unavailable) {
            failed(request, response, unavailable);
        }
    }

    /// {@return what takes up whoever comes back from there}
    OAuth2LoginAuthenticationFilter filter() {
        var provider = new OidcAuthorizationCodeAuthenticationProvider(OidcCalls.tokens(issuer.requests()),
                OidcCalls.users(issuer.requests()));
        provider.setJwtDecoderFactory(OidcCalls.idTokens(issuer.requests()));
        var filter = new OidcCallbackFilter(issuer, throttle, entrance);
        filter.setAuthenticationManager(new ProviderManager(provider));
        filter.setAuthorizationRequestRepository(requests);
        filter.setAuthenticationSuccessHandler(this::succeeded);
        filter.setAuthenticationFailureHandler(this::failed);
        return filter;
    }

    private void succeeded(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException, ServletException {
        OidcUser user = (OidcUser) Objects.requireNonNull(authentication.getPrincipal());
        Map<String, Object> claims = user.getClaims();
        String person;
        try {
            person = roles.person(claims);
        } catch (AuthenticationException nameless) {
            failed(request, response, nameless);
            return;
        }
        if (roles.authorities(claims).contains("admin")) {
            throttle.succeeded(request.getRemoteAddr());
            entrance.letIn(person, user.getIdToken().getTokenValue(), request, response);
        } else {
            throttle.failed(request.getRemoteAddr());
            entrance.turnAway(person,
                    "You are signed in as %s, who does not have the role %s. Ask whoever gives roles at %s."
                            .formatted(person, properties.adminRole(), issuer.host().orElseThrow()),
                    request, response);
        }
    }

    private void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException, ServletException {
        if (failure instanceof IssuerUnavailableException) { // as the log says
            away(request, response);
            return;
        }
        boolean away = OidcCalls.isAway(failure);
        String code = failure instanceof OAuth2AuthenticationException oauth ? oauth.getError().getErrorCode()
                : failure.getClass().getSimpleName();
        // Anybody can come here with anything, and other sites can send an admin here: only that counts which the
        // issuer may have had a hand in.
        if (!(OF_ANYBODY.contains(code) && failure.getCause() == null) && throttle.failed(request.getRemoteAddr())
                && ERROR_CODE.matcher(code).matches()) {
            log.warn("Somebody could not sign in to the console with OpenID Connect: {}{}", code,
                    away ? ", as the issuer is away" : "");
        }
        if (away) {
            away(request, response);
        } else {
            entrance.refuse(HttpStatus.UNAUTHORIZED, "Signing in did not work. Try again.", request, response);
        }
    }

    private void away(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        entrance.refuse(HttpStatus.SERVICE_UNAVAILABLE,
                "%s cannot be reached at the moment, so nobody can sign in there. Try again."
                        .formatted(issuer.host().orElseThrow()),
                request, response);
    }
}
