package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.Rollcall;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aot.AotDetector;
import org.springframework.boot.AotInitializerNotFoundException;
import org.springframework.boot.SpringApplication;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Whether the start of the packaged service decides anew which beans there are.
@Isolated // what is asked for is the same for the whole JVM
class AotSettingsTests {

    private final StandardEnvironment environment = new StandardEnvironment();

    @BeforeEach
    void isPackaged() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, "true");
        environment.getPropertySources().stream().map(source -> source.getName()).toList()
                .forEach(environment.getPropertySources()::remove);
    }

    @AfterEach
    void isNotPackaged() {
        SpringProperties.setProperty(AotDetector.AOT_ENABLED, null);
    }

    @ParameterizedTest
    @CsvSource({ "SPRING_DATASOURCE_URL, jdbc:postgresql://db/rollcall", "SPRING_FLYWAY_USER, rollcall_owner",
            "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI, https://id.example.com", "SERVER_PORT, 9090",
            "SERVER_FORWARDHEADERSSTRATEGY, native", "SERVER_TOMCAT_MAXCONNECTIONS, 1000",
            "ROLLCALL_PUSH_URL, https://a", "LOGGING_STRUCTURED_FORMAT_CONSOLE, ecs", "PATH, /usr/bin" })
    void keepsWhatTheBuildDecidedWhateverIsSetOfWhatHasNoSayInIt(String name, String value) {
        environment.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, value)));

        assertThat(usesWhatTheBuildDecided()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "SPRING_FLYWAY_ENABLED, false", "SPRING_THREADS_VIRTUAL_ENABLED, false",
            "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT, http://collector:4318/v1/traces",
            "SERVER_FORWARDHEADERSSTRATEGY, framework", "DBSCHEDULER_ENABLED, false",
            "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE, '*'", "ROLLCALL_SCALEKIT_CLIENT, sdk" })
    void decidesAnewForASettingOnWhichBeansDepend(String name, String value) {
        environment.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, value)));

        assertThat(usesWhatTheBuildDecided()).isFalse();
    }

    @Test
    void looksAtArgumentsAndFilesToo() {
        environment.getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource("--server.port=0", "--db-scheduler.enabled=false"));

        assertThat(usesWhatTheBuildDecided()).isFalse();
    }

    @Test
    void keepsWhatTheBuildDecidedIfNobodySetsAnything() {
        SpringApplication rollcall = new SpringApplication(Rollcall.class);
        rollcall.setMainApplicationClass(Rollcall.class);

        assertThatExceptionOfType(AotInitializerNotFoundException.class).as("only the packaged service has one")
                .isThrownBy(() -> rollcall.run("--server.port=0"));
    }

    @Test
    void takesNoNoticeOfWhatComesWithTheService() {
        environment.getPropertySources()
                .addFirst(new MapPropertySource("no-traces", Map.of("management.opentelemetry.enabled", "false")));
        environment.getPropertySources()
                .addLast(new MapPropertySource(
                        "Config resource 'class path resource [application.yaml]' via location 'optional:classpath:/'",
                        Map.of("spring.jpa.open-in-view", "false")));

        assertThat(usesWhatTheBuildDecided()).isTrue();
    }

    private boolean usesWhatTheBuildDecided() {
        new AotSettings().postProcessEnvironment(environment, new SpringApplication());
        return AotDetector.useGeneratedArtifacts();
    }
}
