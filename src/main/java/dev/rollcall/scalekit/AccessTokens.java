package dev.rollcall.scalekit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/// The access token that all calls share. It is fetched when it is needed, by one call while the others wait for it.
class AccessTokens {

    private static final String TOKEN = "POST /oauth/token";
    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);

    private final OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> endpoint;
    private final OAuth2ClientCredentialsGrantRequest grant;
    private final Attempts attempts;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile @Nullable Token token;
    private volatile @Nullable Refused refused;

    AccessTokens(OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> endpoint,
            ClientRegistration client, Attempts attempts, Clock clock) {
        this.endpoint = endpoint;
        this.grant = new OAuth2ClientCredentialsGrantRequest(client);
        this.attempts = attempts;
        this.clock = clock;
    }

    /// @return a token that is good for now
    /// @throws DirectoryApiException if there is none to be had
    String current() {
        Token known = token;
        return known != null && clock.instant().isBefore(known.renewAt()) ? known.value() : fetchOnce();
    }

    /// Scalekit does not take it any more.
    void drop(String value) {
        Token known = token;
        if (known != null && known.value().equals(value)) {
            token = null;
        }
    }

    private String fetchOnce() {
        Refused before = refused;
        lock();
        try {
            Token known = token;
            if (known != null && clock.instant().isBefore(known.renewAt())) {
                return known.value();
            }
            Refused meanwhile = refused;
            if (meanwhile != null && meanwhile != before) {
                throw meanwhile.again();
            }
            return fetch();
        } finally {
            fetching.unlock();
        }
    }

    private void lock() {
        try {
            fetching.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DirectoryApiException(TOKEN + ": interrupted.", null, interrupted);
        }
    }

    private String fetch() {
        try {
            Instant asked = clock.instant();
            OAuth2AccessToken fetched = attempts.make(Call.TOKEN, TOKEN, () -> endpoint.getTokenResponse(grant))
                    .getAccessToken();
            token = Token.of(fetched, asked);
            return fetched.getTokenValue();
        } catch (DirectoryApiException failed) {
            if (!Thread.currentThread().isInterrupted()) {
                refused = new Refused(failed);
            }
            throw failed;
        }
    }

    /// @param renewAt some time before it expires
    private record Token(String value, Instant renewAt) {

        static Token of(OAuth2AccessToken token, Instant now) {
            Instant issuedAt = token.getIssuedAt();
            Instant expiresAt = token.getExpiresAt();
            Duration lifetime = issuedAt == null || expiresAt == null ? Duration.ZERO
                    : Duration.between(issuedAt, expiresAt);
            Duration tenth = lifetime.dividedBy(10);
            return new Token(token.getTokenValue(),
                    now.plus(lifetime).minus(tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN));
        }

        @Override
        public String toString() {
            return "Token[renewAt=" + renewAt + "]";
        }
    }

    /// What one call was told tells all that waited for the same token.
    private record Refused(DirectoryApiException failure) {

        DirectoryApiException again() {
            return new DirectoryApiException(String.valueOf(failure.getMessage()), failure.status(), failure);
        }
    }
}
