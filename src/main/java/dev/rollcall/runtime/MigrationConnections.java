package dev.rollcall.runtime;

import java.util.Properties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Gives migrations connections of their own, without the pool's time-out: a large table takes as long as it takes. They go
/// where `spring.flyway.url` says, past a pooler for instance, and else where the service's go. User and password may be
/// files of their names, as the service's may.
@Configuration(proxyBeanMethods = false)
class MigrationConnections {

    /// Not a bean of its own: that nobody migrates now says nothing of the service's health.
    @Bean
    FlywayConfigurationCustomizer connectionsOfTheirOwn(
            @Value("${spring.flyway.url:${spring.datasource.url}}") String url,
            @Value("${spring.flyway.user:${SPRING_FLYWAY_USER:${spring.datasource.username}}}") String user,
            @Value("${spring.flyway.password:${SPRING_FLYWAY_PASSWORD:${spring.datasource.password}}}") String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        // As for the service's, which the settings have.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "rollcall");
        return flyway -> flyway.dataSource(new DriverManagerDataSource(url, properties));
    }
}
