package dev.rollcall.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.PropertySourceInfo;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// A setting that is empty or blank, wherever it comes from, is not set: the next source is asked, and then the default
/// counts. Docker Compose and Kubernetes pass on what nobody filled in as an empty text.
class EmptySettings implements EnvironmentPostProcessor {

    /// Does so before the other files of settings are looked for: which ones is a setting, too.
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static class BeforeFiles extends EmptySettings {
    }

    // Spring Boot's flags on the command line, and what Java itself knows: they say something without a value.
    private static final Set<String> WITHOUT_VALUE = Set.of("debug", "trace", "line.separator");

    private static final String OWN = "Config resource 'class path resource";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        for (PropertySource<?> source : environment.getPropertySources().stream().toList()) {
            if (source instanceof EnumerablePropertySource<?> settings && !(settings instanceof NonEmpty)
                    && !isOfPrograms(settings) && mayHide(settings)) {
                environment.getPropertySources().replace(source.getName(), withoutEmpty(settings));
            }
        }
    }

    /// {@return whether nobody set it: what programs put there, and what came with this one. What is empty in it is meant
    /// to be}
    static boolean isOfPrograms(PropertySource<?> settings) {
        return settings.getClass() == MapPropertySource.class || settings.getName().startsWith(OWN);
    }

    private static boolean mayHide(EnumerablePropertySource<?> settings) {
        return Stream.of(settings.getPropertyNames())
                .anyMatch(name -> settings.getProperty(name) instanceof CharSequence value
                        && (!(value instanceof String) || isEmpty(name, value)));
    }

    private static PropertySource<?> withoutEmpty(EnumerablePropertySource<?> settings) {
        // Spring knows the names of the environment, such as SPRING_DATASOURCE_URL, by this type.
        if (settings instanceof SystemEnvironmentPropertySource variables) {
            Map<String, Object> set = new LinkedHashMap<>(variables.getSource());
            set.entrySet().removeIf(variable -> isEmpty(variable.getKey(), variable.getValue()));
            return new SystemEnvironmentPropertySource(settings.getName(), set);
        }
        return new NonEmpty(settings);
    }

    private static boolean isEmpty(String name, @Nullable Object value) {
        return value instanceof CharSequence text && text.toString().isBlank() && !WITHOUT_VALUE.contains(name);
    }

    /// What is set in another source.
    private static final class NonEmpty extends EnumerablePropertySource<EnumerablePropertySource<?>>
            implements OriginLookup<String>, PropertySourceInfo {

        private NonEmpty(EnumerablePropertySource<?> all) {
            super(all.getName(), all);
        }

        @Override
        public String[] getPropertyNames() {
            // What is a file is read when it is asked for, and not before: it may be for somebody else.
            return Stream.of(source.getPropertyNames())
                    .filter(name -> !(source.getProperty(name) instanceof String value && isEmpty(name, value)))
                    .toArray(String[]::new);
        }

        @Override
        public @Nullable Object getProperty(String name) {
            Object value = source.getProperty(name);
            return isEmpty(name, value) ? null : value;
        }

        @Override
        public boolean containsProperty(String name) {
            return getProperty(name) != null;
        }

        @Override
        public @Nullable Origin getOrigin(String name) {
            return OriginLookup.getOrigin(source, name);
        }

        @Override
        public boolean isImmutable() {
            return source instanceof PropertySourceInfo info && info.isImmutable();
        }

        @Override
        public @Nullable String getPrefix() {
            return source instanceof PropertySourceInfo info ? info.getPrefix() : null;
        }
    }
}
