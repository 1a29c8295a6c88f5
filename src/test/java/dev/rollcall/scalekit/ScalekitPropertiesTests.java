package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.unit.DataSize;

/// The settings of the client.
class ScalekitPropertiesTests {

    @EnableConfigurationProperties(ScalekitProperties.class)
    static class Settings {
    }

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withUserConfiguration(Settings.class)
            .withPropertyValues("rollcall.scalekit.environment-url=https://acme.scalekit.com/",
                    "rollcall.scalekit.client-id=skc_1", "rollcall.scalekit.client-secret=s3cret");

    @Test
    void hasDefaults() {
        context.run(started -> assertThat(started.getBean(ScalekitProperties.class))
                .isEqualTo(new ScalekitProperties("https://acme.scalekit.com/", ScalekitProperties.Client.REST, "skc_1",
                        "s3cret", Duration.ofSeconds(5), Duration.ofSeconds(30), DataSize.ofMegabytes(16), 100, 5,
                        Duration.ofMillis(500), Duration.ofSeconds(30)))
                .hasToString("ScalekitProperties[environmentUrl=https://acme.scalekit.com/]")
                .returns("https://acme.scalekit.com", ScalekitProperties::baseUrl));
    }

    @ParameterizedTest
    @CsvSource({ "1, PT0.25S, PT0.5S", "2, PT0.5S, PT1S", "3, PT1S, PT2S", "6, PT8S, PT16S", "7, PT15S, PT30S",
            "99, PT15S, PT30S" })
    void waitsBetweenHalfAndTheWholeOfADelayThatDoubles(int attempts, Duration half, Duration whole) {
        context.withPropertyValues("rollcall.scalekit.max-attempts=100").run(started -> {
            BackOff backOff = started.getBean(ScalekitProperties.class).backOff();
            assertThat(Stream.generate(() -> delay(backOff.start(), attempts)).limit(1_000))
                    .allSatisfy(delay -> assertThat(delay).isBetween(half, whole));
        });
    }

    @Test
    void waitsForAsManyAttemptsAsThereMayBe() {
        context.run(started -> {
            BackOffExecution delays = started.getBean(ScalekitProperties.class).backOff().start();
            assertThat(delay(delays, 4)).isPositive();
            assertThat(delays.nextBackOff()).isEqualTo(BackOffExecution.STOP);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://acme.scalekit.com:8443", "https://acme.scalekit.com/x", "http://localhost" })
    void takesAHostAloneForTheSdk(String url) {
        String named = "rollcall.scalekit.environment-url=" + url;
        context.withPropertyValues(named).run(started -> assertThat(started).hasNotFailed());
        context.withPropertyValues("rollcall.scalekit.client=sdk").run(started -> assertThat(started).hasNotFailed());

        context.withPropertyValues(named, "rollcall.scalekit.client=SDK")
                .run(failed -> assertThat(failed.getStartupFailure()).rootCause().hasMessageContaining(
                        "With rollcall.scalekit.client=sdk, SCALEKIT_ENVIRONMENT_URL must be https and a host alone"));
    }

    private static Duration delay(BackOffExecution delays, int attempts) {
        for (int earlier = 1; earlier < attempts; earlier++) {
            delays.nextBackOff();
        }
        return Duration.ofMillis(delays.nextBackOff());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "connect-timeout=0s | rollcall.scalekit.connect-timeout, read-timeout, first-retry and longest-retry must be longer than zero and at most 1d.",
            "read-timeout=-1s | rollcall.scalekit.connect-timeout, read-timeout, first-retry and longest-retry must be longer than zero and at most 1d.",
            "first-retry=100ns | rollcall.scalekit.connect-timeout, read-timeout, first-retry and longest-retry must be longer than zero and at most 1d.",
            "longest-retry=100000000d | rollcall.scalekit.connect-timeout, read-timeout, first-retry and longest-retry must be longer than zero and at most 1d.",
            "max-response-size=0B | rollcall.scalekit.max-response-size must be from 1MB to 1GB.",
            "max-response-size=2GB | rollcall.scalekit.max-response-size must be from 1MB to 1GB.",
            "requests-per-second=0 | rollcall.scalekit.requests-per-second must be from 1 to 10000.",
            "requests-per-second=10001 | rollcall.scalekit.requests-per-second must be from 1 to 10000.",
            "max-attempts=0 | rollcall.scalekit.max-attempts must be from 1 to 100.",
            "max-attempts=101 | rollcall.scalekit.max-attempts must be from 1 to 100." })
    void saysInASentenceWhatASettingMustBe(String setting, String sentence) {
        context.withPropertyValues("rollcall.scalekit." + setting)
                .run(failed -> assertThat(failed.getStartupFailure()).rootCause().isInstanceOfSatisfying(
                        BindValidationException.class, cause -> assertThat(cause.getValidationErrors().getAllErrors())
                                .singleElement().returns(sentence, error -> error.getDefaultMessage())));
    }
}
