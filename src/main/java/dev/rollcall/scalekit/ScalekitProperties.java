package dev.rollcall.scalekit;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// How to reach Scalekit, and how patiently. Empty is the same as not set.
///
/// @param environmentUrl the https URL of your Scalekit environment
/// @param client what Scalekit is called with: `rest`, its REST API, or `sdk`, its own SDK, which is there only in a
/// Rollcall that was built with it and gives less
/// @param clientId the id of that environment's API client
/// @param clientSecret the secret of that environment's API client
/// @param connectTimeout how long a connection may take. Nobody should need to change it.
/// @param readTimeout how long a whole answer may take. Nobody should need to change it.
/// @param maxResponseSize an answer that is longer is not read. Nobody should need to change it.
/// @param requestsPerSecond the most requests each second; fewer while Scalekit says that there were too many
/// @param maxAttempts after as many attempts a call is given up. Nobody should need to change it.
/// @param firstRetry the delay after the first failed attempt; it doubles with each further one. Nobody should need to
/// change it.
/// @param longestRetry no delay is longer, unless Scalekit asks for one. Nobody should need to change it.
@Validated
@ConfigurationProperties("rollcall.scalekit")
record ScalekitProperties(@DefaultValue("") String environmentUrl, @DefaultValue("rest") Client client,
        @DefaultValue("") @NotBlank(message = "SCALEKIT_CLIENT_ID is not set: it is the client id under API credentials in Scalekit's dashboard.") String clientId,
        @DefaultValue("") @NotBlank(message = "SCALEKIT_CLIENT_SECRET is not set: it is a secret of the client under API credentials in Scalekit's dashboard.") String clientSecret,
        @DefaultValue("5s") Duration connectTimeout, @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("16MB") DataSize maxResponseSize,
        @DefaultValue("100") @Min(value = 1, message = "rollcall.scalekit.requests-per-second must be from 1 to 10000.") @Max(value = 10_000, message = "rollcall.scalekit.requests-per-second must be from 1 to 10000.") int requestsPerSecond,
        @DefaultValue("5") @Min(value = 1, message = "rollcall.scalekit.max-attempts must be from 1 to 100.") @Max(value = 100, message = "rollcall.scalekit.max-attempts must be from 1 to 100.") int maxAttempts,
        @DefaultValue("500ms") Duration firstRetry, @DefaultValue("30s") Duration longestRetry) {

    /// What Scalekit is called with.
    enum Client {
        /// The documented REST API.
        REST,
        /// Scalekit's SDK for Java, which speaks gRPC.
        SDK
    }

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Duration DAY = Duration.ofDays(1);
    private static final DataSize SMALLEST = DataSize.ofMegabytes(1);
    private static final DataSize LARGEST = DataSize.ofGigabytes(1);

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

    @AssertTrue(message = "With rollcall.scalekit.client=sdk, SCALEKIT_ENVIRONMENT_URL must be https and a host alone: Scalekit's SDK calls its port 443, whatever else the URL says.")
    boolean isEnvironmentUrlUsableForClient() {
        return client == Client.REST || !isEnvironmentUrlUsable() || baseUrl().matches("https://[^/:]+");
    }

    @AssertTrue(message = "rollcall.scalekit.connect-timeout, read-timeout, first-retry and longest-retry must be longer than zero and at most 1d.")
    boolean isEveryWaitUsable() {
        return isUsable(connectTimeout) && isUsable(readTimeout) && isUsable(firstRetry) && isUsable(longestRetry);
    }

    private static boolean isUsable(Duration wait) {
        return wait.toMillis() > 0 && wait.compareTo(DAY) <= 0;
    }

    @AssertTrue(message = "rollcall.scalekit.max-response-size must be from 1MB to 1GB.")
    boolean isMaxResponseSizeUsable() {
        return maxResponseSize.compareTo(SMALLEST) >= 0 && maxResponseSize.compareTo(LARGEST) <= 0;
    }

    /// {@return the environment's URL without a slash at its end}
    String baseUrl() {
        return environmentUrl.strip().replaceAll("/+$", "");
    }

    /// {@return the waits between attempts: each between half and the whole of the first one doubled for each further attempt,
    /// so that what failed together is not tried again together}
    BackOff backOff() {
        long first = Math.min(firstRetry.toMillis(), longestRetry.toMillis());
        var backOff = new ExponentialBackOff(first - first / 4, 2);
        backOff.setJitter(first / 4);
        backOff.setMaxInterval(longestRetry.toMillis());
        backOff.setMaxAttempts(maxAttempts - 1L);
        return backOff;
    }

    @Override
    public String toString() {
        return "ScalekitProperties[environmentUrl=" + environmentUrl + "]";
    }
}
