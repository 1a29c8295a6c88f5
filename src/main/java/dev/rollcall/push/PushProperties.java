package dev.rollcall.push;

import dev.rollcall.HttpUrl;
import dev.rollcall.SigningSecrets;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.validation.annotation.Validated;

/// Where changes are delivered, and how patiently.
///
/// @param url the application's URL, to which every change is delivered; without it nothing is
/// @param secrets what deliveries to the application are signed with, `whsec_` and at least 24 bytes in Base64: one secret, or two, separated
/// by a comma, while rotating
/// @param timeout how long the application may take to answer, an hour at most
/// @param maxBatch the most changes in one delivery, 100 at most. Nobody should need to change it.
/// @param firstRetry the delay after the first failed delivery; it doubles with each further one. Nobody should need to
/// change it.
/// @param longestRetry no delay is longer, unless the application asks for one. Nobody should need to change it.
@Validated
@ConfigurationProperties("rollcall.push")
record PushProperties(@DefaultValue("") String url, @DefaultValue List<String> secrets,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("100") @Min(value = 1, message = "rollcall.push.max-batch must be from 1 to 100.") @Max(value = 100, message = "rollcall.push.max-batch must be from 1 to 100.") int maxBatch,
        @DefaultValue("1s") Duration firstRetry, @DefaultValue("1m") Duration longestRetry) {

    private static final Duration LONGEST = Duration.ofHours(1);

    /// After so many failures no delay grows, whatever the first one is.
    private static final int ENOUGH = Long.SIZE;

    PushProperties {
        url = url.strip();
        secrets = SigningSecrets.set(secrets);
    }

    @AssertTrue(message = "ROLLCALL_PUSH_URL must be an absolute http or https URL without a user name, such as https://app.example.com/rollcall.")
    boolean isUrlUsable() {
        return url.isEmpty() || HttpUrl.isUsable(url);
    }

    @AssertTrue(message = "ROLLCALL_PUSH_SECRET is not set: whoever gets what is delivered to ROLLCALL_PUSH_URL verifies it with this secret, whsec_ followed by at least 24 random bytes in Base64.")
    boolean isAnySecretSet() {
        return url.isEmpty() || !secrets.isEmpty();
    }

    @AssertTrue(message = "ROLLCALL_PUSH_URL is not set, but ROLLCALL_PUSH_SECRET is: set both, or neither.")
    boolean isUrlSet() {
        return secrets.isEmpty() || !url.isEmpty();
    }

    @AssertTrue(message = "ROLLCALL_PUSH_SECRET must be whsec_ followed by Base64, or several such separated by commas while rotating.")
    boolean isEverySecretWellFormed() {
        return SigningSecrets.areWellFormed(secrets);
    }

    @AssertTrue(message = "ROLLCALL_PUSH_SECRET must have at least 24 bytes after whsec_, which are 32 characters of Base64.")
    boolean isEverySecretLongEnough() {
        return SigningSecrets.areLongEnough(secrets);
    }

    @AssertTrue(message = "rollcall.push.timeout, first-retry and longest-retry must be longer than zero and at most 1h.")
    boolean isEveryWaitUsable() {
        return isUsable(timeout) && isUsable(firstRetry) && isUsable(longestRetry);
    }

    private static boolean isUsable(Duration wait) {
        return wait.toMillis() > 0 && wait.compareTo(LONGEST) <= 0;
    }

    /// {@return whether anything is delivered}
    boolean isOn() {
        return !url.isEmpty();
    }

    /// @param failures how many deliveries in a row have failed, at least 1
    /// @return three quarters to the whole of `firstRetry` doubled for each further failure
    Duration delayAfter(int failures) {
        long longest = longestRetry.toMillis();
        long first = Math.min(firstRetry.toMillis(), longest);
        var backOff = new ExponentialBackOff(first - first / 8, 2);
        backOff.setJitter(first / 8);
        backOff.setMaxInterval(longest);
        BackOffExecution delays = backOff.start();
        for (int earlier = 1; earlier < Math.min(failures, ENOUGH); earlier++) {
            delays.nextBackOff();
        }
        return Duration.ofMillis(delays.nextBackOff());
    }

    @Override
    public String toString() {
        return "PushProperties[" + (isOn() ? "on" : "off") + ", " + secrets.size() + " secrets]";
    }
}
