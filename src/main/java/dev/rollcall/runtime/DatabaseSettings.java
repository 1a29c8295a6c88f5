package dev.rollcall.runtime;

import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Checks where the database is before anything tries to connect.
///
/// @param url the JDBC URL
@Validated
@ConfigurationProperties("spring.datasource")
record DatabaseSettings(
        @DefaultValue("") @Pattern(regexp = "jdbc:postgresql:.+", message = "SPRING_DATASOURCE_URL is not set to a PostgreSQL database, such as jdbc:postgresql://localhost:5432/rollcall.") String url) {
}
