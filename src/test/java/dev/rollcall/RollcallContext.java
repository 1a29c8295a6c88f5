package dev.rollcall;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.test.context.ContextConfiguration;

/// The whole service: on a port of its own, with a database of its own on a real PostgreSQL. A test that has this alone, takes
/// long and shares its service with no other runs beside those with [RollcallTest].
@Target({ ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
        "SCALEKIT_ENVIRONMENT_URL=http://localhost:1", "SCALEKIT_CLIENT_ID=skc_test", "SCALEKIT_CLIENT_SECRET=test",
        "SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET, "rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN,
        "rollcall.reader-token=" + RollcallTest.READER_TOKEN, "ROLLCALL_PUBLIC_URL=" + RollcallTest.PUBLIC_URL,
        "rollcall.metrics-token=" + RollcallTest.METRICS_TOKEN, "rollcall.inbox.first-retry=50ms",
        "rollcall.scalekit.first-retry=10ms", "rollcall.reconcile.automatic=false",
        // What a test does while it holds an answer of Scalekit takes as long as it takes.
        "rollcall.scalekit.read-timeout=10m",
        // At the end PostgreSQL stops as well: services that waited for it would hold everything up.
        "spring.main.register-shutdown-hook=false" })
@ContextConfiguration(initializers = TestDatabase.class)
@Import(RollcallContext.Clients.class)
public @interface RollcallContext {

    /// What tests speak with the service through.
    @TestConfiguration(proxyBeanMethods = false)
    class Clients {

        /// Each test has one, as the port is not known before the service runs.
        @Bean
        @Scope(BeanDefinition.SCOPE_PROTOTYPE)
        RollcallClient rollcallClient(@Value("${local.server.port}") int port,
                @Value("${server.servlet.context-path:}") String below) {
            return new RollcallClient(port, below);
        }
    }
}
