package dev.rollcall.scalekit;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How to reach Scalekit. Empty is the same as not set.
///
/// @param environmentUrl the environment's base URL
/// @param clientId the API client's id
/// @param clientSecret the API client's secret
@Validated
@ConfigurationProperties("rollcall.scalekit")
record ScalekitProperties(@DefaultValue("") String environmentUrl,
        @DefaultValue("") @NotBlank(message = "SCALEKIT_CLIENT_ID is not set: it is the client id under API credentials in Scalekit's dashboard.") String clientId,
        @DefaultValue("") @NotBlank(message = "SCALEKIT_CLIENT_SECRET is not set: it is a secret of the client under API credentials in Scalekit's dashboard.") String clientSecret) {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    @AssertTrue(message = "SCALEKIT_ENVIRONMENT_URL must be the https URL of your Scalekit environment, such as https://your-app.scalekit.com (plain http is for localhost only).")
    boolean isEnvironmentUrlUsable() {
        try {
            URI url = URI.create(environmentUrl.strip());
            return url.getHost() != null && ("https".equals(url.getScheme())
                    || "http".equals(url.getScheme()) && LOCAL.contains(url.getHost()));
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "ScalekitProperties[environmentUrl=" + environmentUrl + "]";
    }
}
