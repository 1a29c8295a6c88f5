package dev.rollcall.runtime;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.aot.AotDetector;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/// The build of the packaged service decides which beans there are (Spring AOT), so that the start need not. It knows no
/// settings but those that come with the service: where somebody sets another one, upon which there might be other beans,
/// the start decides. Those are Spring Boot's, and the one of Rollcall's that chooses a class of a profile of the build.
class AotSettings implements EnvironmentPostProcessor {

    private static final List<String> DECIDING = canonical("spring", "server", "management", "db-scheduler",
            "rollcall.scalekit.client");

    /// What there are the same beans with, whatever it is. They are the beginnings of names.
    private static final List<String> HARMLESS = canonical("spring.aot.enabled", "spring.application.",
            "spring.config.", "spring.datasource.url", "spring.datasource.username", "spring.datasource.password",
            "spring.datasource.hikari.", "spring.flyway.url", "spring.flyway.user", "spring.flyway.password",
            "spring.security.oauth2.resourceserver.jwt.issuer-uri",
            "spring.security.oauth2.resourceserver.jwt.audiences", "server.port", "server.address",
            "server.tomcat.max-connections", "server.tomcat.connection-timeout",
            "management.tracing.sampling.probability");

    private static final String FORWARD_HEADERS = canonical("server.forward-headers-strategy");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (AotDetector.useGeneratedArtifacts()
                && environment.getPropertySources().stream().anyMatch(AotSettings::mayAskForBeans)) {
            SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
        }
    }

    private static boolean mayAskForBeans(PropertySource<?> source) {
        return source instanceof EnumerablePropertySource<?> settings && !EmptySettings.isOfPrograms(settings)
                && Stream.of(settings.getPropertyNames()).anyMatch(name -> mayAskForBeans(canonical(name))
                        && !(canonical(name).equals(FORWARD_HEADERS) && "native".equals(settings.getProperty(name))));
    }

    private static boolean mayAskForBeans(String name) {
        return DECIDING.stream().anyMatch(name::startsWith) && HARMLESS.stream().noneMatch(name::startsWith);
    }

    /// {@return what the names of one setting have in common, whether in the environment or elsewhere}
    private static String canonical(String name) {
        return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> canonical(String... names) {
        return Stream.of(names).map(AotSettings::canonical).toList();
    }
}
