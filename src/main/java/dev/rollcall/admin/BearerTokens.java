package dev.rollcall.admin;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.stereotype.Component;

/// Finds out whose a bearer token is: what looks like a JWT is verified, if an issuer is configured, and everything else
/// is compared with the tokens that are.
@Component
class BearerTokens implements AuthenticationManager {

    private static final Logger log = LoggerFactory.getLogger(BearerTokens.class);

    // A JWT is a JSON object, `{"`, in Base64, and two more parts, of which the last is empty where nothing is signed.
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]*\\.[\\w-]*\\.[\\w-]*");

    private final OpaqueTokenAuthenticationProvider opaque;
    private final @Nullable JwtAuthenticationProvider jwt;

    BearerTokens(OpaqueTokenIntrospector tokens, ObjectProvider<JwtDecoder> decoder, JwtRoles roles,
            @Value("${" + ConsoleIssuer.SETTING + ":}") String issuer) {
        this.opaque = new OpaqueTokenAuthenticationProvider(tokens);
        // What the build generated has a decoder for an issuer, whether there is one or not.
        boolean isForNobody = AotDetector.useGeneratedArtifacts() && issuer.isEmpty();
        this.jwt = decoder.stream().filter(found -> !isForNobody).findFirst().map(JwtAuthenticationProvider::new)
                .map(provider -> {
                    provider.setJwtAuthenticationConverter(roles);
                    return provider;
                }).orElse(null);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        BearerTokenAuthenticationToken bearer = (BearerTokenAuthenticationToken) authentication;
        if (jwt == null || !JWT.matcher(bearer.getToken()).matches()) {
            return Objects.requireNonNull(opaque.authenticate(bearer));
        }
        try {
            return Objects.requireNonNull(jwt.authenticate(bearer));
        } catch (AuthenticationServiceException | JwtDecoderInitializationException unavailable) {
            log.warn("The keys of the OpenID Connect issuer cannot be had ({}): a request was answered 503",
                    root(unavailable).getClass().getSimpleName());
            throw new IssuerUnavailableException(unavailable);
        }
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }
}
