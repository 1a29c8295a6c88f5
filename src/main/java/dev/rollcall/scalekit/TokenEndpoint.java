package dev.rollcall.scalekit;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;

/// Where access tokens come from. It is asked within the same budget as the rest of Scalekit's API, and as patiently as
/// the call that needs the token.
class TokenEndpoint implements OAuth2AccessTokenResponseClient<OAuth2ClientCredentialsGrantRequest> {

    static final String WHAT = "POST /oauth/token";

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);

    private final RestClientClientCredentialsTokenResponseClient endpoint = new RestClientClientCredentialsTokenResponseClient();
    private final Attempts attempts;

    TokenEndpoint(RestClient http, Attempts attempts) {
        this.attempts = attempts;
        endpoint.setRestClient(http.mutate()
                .configureMessageConverters(converters -> converters.addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .build());
    }

    @Override
    public OAuth2AccessTokenResponse getTokenResponse(OAuth2ClientCredentialsGrantRequest grant) {
        return renewedInTime(attempts.make(Call.TOKEN, WHAT, () -> endpoint.getTokenResponse(grant)));
    }

    /// {@return the same token, which counts as expired a tenth of its lifetime earlier, a minute at most}
    private static OAuth2AccessTokenResponse renewedInTime(OAuth2AccessTokenResponse fetched) {
        Instant issuedAt = Objects.requireNonNull(fetched.getAccessToken().getIssuedAt());
        Instant expiresAt = Objects.requireNonNull(fetched.getAccessToken().getExpiresAt());
        long lifetime = Duration.between(issuedAt, expiresAt).toSeconds();
        return OAuth2AccessTokenResponse.withResponse(fetched)
                .expiresIn(lifetime - Math.min(lifetime / 10, LONGEST_MARGIN.toSeconds())).build();
    }
}
