package dev.rollcall.admin;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/// The OpenID Connect issuer that people sign in to the console with. It says itself where its endpoints are (OpenID Connect
/// Discovery 1.0), and is asked for that when the first one signs in: the service starts without it.
@Component
class ConsoleIssuer {

    private static final Logger log = LoggerFactory.getLogger(ConsoleIssuer.class);

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration ANSWERING = Duration.ofSeconds(10);
    /// How long after it could not be asked nobody tries again: whoever wants to sign in can make us ask.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /// The setting that has its URI. It is that of the API's JWTs.
    static final String SETTING = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

    private final ConsoleProperties properties;
    private final String uri;
    private final Clock clock;
    private final JdkClientHttpRequestFactory requests;
    private final ReentrantLock asking = new ReentrantLock();

    private volatile @Nullable ClientRegistration known;
    private Instant next = Instant.MIN;

    ConsoleIssuer(ConsoleProperties properties, @Value("${" + SETTING + ":}") String uri, Clock clock) {
        this.properties = properties;
        this.uri = uri;
        this.clock = clock;
        this.requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder().connectTimeout(CONNECTING).build());
        requests.setReadTimeout(ANSWERING);
    }

    /// {@return what it is asked with}
    JdkClientHttpRequestFactory requests() {
        return requests;
    }

    /// {@return its host, by which people know it; empty if nobody signs in with one}
    Optional<String> host() {
        return properties.clientId().isEmpty() ? Optional.empty()
                : Optional.of(Objects.requireNonNullElse(URI.create(uri).getHost(), uri));
    }

    /// @return the console as the issuer's client, with the issuer's endpoints
    /// @throws IssuerUnavailableException if it cannot say where these are
    ClientRegistration registration() {
        ClientRegistration registration = known;
        if (registration != null) {
            return registration;
        }
        asking.lock();
        try {
            registration = known;
            if (registration == null) {
                registration = discover();
                known = registration;
            }
            return registration;
        } finally {
            asking.unlock();
        }
    }

    /// {@return where the issuer ends its own session, if it says so}
    Optional<String> endOfSession() {
        try {
            return Optional
                    .ofNullable(
                            registration().getProviderDetails().getConfigurationMetadata().get("end_session_endpoint"))
                    .map(Object::toString);
        } catch (IssuerUnavailableException unavailable) { // as the log says
            return Optional.empty();
        }
    }

    private ClientRegistration discover() {
        if (clock.instant().isBefore(next)) {
            throw new IssuerUnavailableException(new IllegalStateException("It was asked a moment ago."));
        }
        try {
            return registration(RestClient.builder().requestFactory(requests).build().get()
                    .uri(URI.create(uri.replaceFirst("/$", "") + "/.well-known/openid-configuration")).retrieve()
                    .body(new ParameterizedTypeReference<Map<String, Object>>() {
                    }));
        } catch (RestClientException | IllegalArgumentException unusable) {
            next = clock.instant().plus(PAUSE);
            log.warn("The OpenID Connect issuer does not say where people sign in ({}): nobody can at the moment",
                    unusable.getClass().getSimpleName());
            throw new IssuerUnavailableException(unusable);
        }
    }

    private ClientRegistration registration(@Nullable Map<String, Object> said) {
        if (said == null || !uri.equals(said.get("issuer"))) {
            throw new IllegalArgumentException("It says that it is another issuer.");
        }
        ClientRegistration.Builder registration = ClientRegistrations.fromOidcConfiguration(said)
                .registrationId("console").clientId(properties.clientId())
                .redirectUri("{baseUrl}" + OidcSignIn.CALLBACK).scope(OidcScopes.OPENID, OidcScopes.PROFILE);
        return (properties.clientSecret().isEmpty()
                ? registration.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                : registration.clientSecret(properties.clientSecret())).build();
    }
}
