package dev.rollcall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Reads `.env` in the working directory as if its lines were in the environment, which goes before it.
class DotEnv implements EnvironmentPostProcessor {

    // Spring Boot reads names like SPRING_DATASOURCE_URL only from sources that are named like the environment's.
    private static final String NAME = "dotenv-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Path file = Path.of(".env");
        if (Files.isReadable(file)) {
            environment.getPropertySources().addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                    new SystemEnvironmentPropertySource(NAME, read(file)));
        }
    }

    static Map<String, Object> read(Path file) {
        try {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.strip().split("=", 2);
                if (parts.length == 2 && !parts[0].startsWith("#")) {
                    values.put(parts[0].strip(), parts[1].strip().replaceAll("^([\"'])(.*)\\1$", "$2"));
                }
            }
            return values;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Could not read .env", unreadable);
        }
    }
}
