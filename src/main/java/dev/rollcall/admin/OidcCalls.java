package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/// What Spring Security asks the issuer for when somebody signs in, within a time.
final class OidcCalls {

    /// The console calls nobody in anybody's name.
    static final OAuth2AuthorizedClientRepository KEEPING_NO_TOKENS = new OAuth2AuthorizedClientRepository() {

        @Override
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(String registration,
                Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(OAuth2AuthorizedClient client, Authentication principal,
                HttpServletRequest request, HttpServletResponse response) {
        }

        @Override
        public void removeAuthorizedClient(String registration, Authentication principal, HttpServletRequest request,
                HttpServletResponse response) {
        }
    };

    private OidcCalls() {
    }

    /// {@return what gives the tokens for a code}
    static RestClientAuthorizationCodeTokenResponseClient tokens(ClientHttpRequestFactory requests) {
        var tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder().requestFactory(requests)
                .configureMessageConverters(converters -> converters.addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler()).build());
        return tokens;
    }

    /// {@return what verifies ID tokens, as OpenID Connect Core 1.0, section 3.1.3.7, says: signed in one of the ways that the
    /// issuer names (Discovery 1.0, section 3), with a key of which it has the private half}
    static JwtDecoderFactory<ClientRegistration> idTokens(ClientHttpRequestFactory requests) {
        Map<String, JwtDecoder> decoders = new ConcurrentHashMap<>(); // each keeps the keys for a while
        return client -> decoders.computeIfAbsent(client.getRegistrationId(), id -> {
            NimbusJwtDecoder decoder = NimbusJwtDecoder
                    .withJwkSetUri(Objects.requireNonNull(client.getProviderDetails().getJwkSetUri()))
                    .restOperations(new RestTemplate(requests))
                    .jwsAlgorithms(algorithms -> algorithms.addAll(signatures(client))).build();
            decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(new JwtTimestampValidator(),
                    new OidcIdTokenValidator(client)));
            decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
            return decoder;
        });
    }

    /// {@return those of the ways to sign that the issuer names that need two keys: RS256 if there is none, which each has}
    private static Set<SignatureAlgorithm> signatures(ClientRegistration client) {
        Object named = client.getProviderDetails().getConfigurationMetadata()
                .get("id_token_signing_alg_values_supported");
        Set<SignatureAlgorithm> signatures = EnumSet.allOf(SignatureAlgorithm.class);
        signatures.removeIf(one -> !(named instanceof Collection<?> names && names.contains(one.getName())));
        return signatures.isEmpty() ? EnumSet.of(SignatureAlgorithm.RS256) : signatures;
    }

    /// {@return whether something failed because the issuer does not answer, or answers that it cannot}
    static boolean isAway(@Nullable Throwable failure) {
        return failure != null && (failure instanceof IOException || failure instanceof HttpServerErrorException
                || isAway(failure.getCause()));
    }

    /// {@return what gives the claims that are not in the ID token, if the issuer has them}
    static OidcUserService users(ClientHttpRequestFactory requests) {
        RestTemplate http = new RestTemplate(requests);
        http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService endpoint = new DefaultOAuth2UserService();
        endpoint.setRestOperations(http);
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(endpoint);
        return users;
    }
}
