package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
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
                .isEqualTo(new ScalekitProperties("https://acme.scalekit.com/", "skc_1", "s3cret",
                        Duration.ofSeconds(5), Duration.ofSeconds(30), DataSize.ofMegabytes(16), 100, 5,
                        Duration.ofMillis(500), Duration.ofSeconds(30)))
                .hasToString("ScalekitProperties[environmentUrl=https://acme.scalekit.com/]")
                .returns("https://acme.scalekit.com", ScalekitProperties::baseUrl));
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
