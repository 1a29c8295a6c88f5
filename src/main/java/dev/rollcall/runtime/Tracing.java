package dev.rollcall.runtime;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.exporter.SpanExportingPredicate;
import io.micrometer.tracing.propagation.Propagator;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// Traces go where the setting says, and there are none without it.
class Tracing implements EnvironmentPostProcessor {

    private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
    private static final String ENABLED = "management.opentelemetry.enabled";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.containsProperty(ENDPOINT)) {
            environment.getPropertySources().addFirst(new MapPropertySource("no-traces",
                    Map.of(ENABLED, "false", "logging.expect-correlation-id", "false")));
        }
    }

    /// What is traced, if anything is.
    @Configuration(proxyBeanMethods = false)
    static class Export {

        private static final Set<String> SPANS = Set.of("http post /webhooks/scalekit", "apply event");

        /// What Spring Boot calls disabled still makes every span, to throw it away.
        @Bean
        @ConditionalOnBooleanProperty(name = ENABLED, havingValue = false)
        Tracer noSpans() {
            return Tracer.NOOP;
        }

        @Bean
        @ConditionalOnBooleanProperty(name = ENABLED, havingValue = false)
        Propagator nothingPropagated() {
            return Propagator.NOOP;
        }

        /// Only what leads from a webhook to its end: the paths of other requests may name people and roles.
        @Bean
        SpanExportingPredicate webhooksOnly() {
            return span -> SPANS.contains(span.getName());
        }
    }
}
