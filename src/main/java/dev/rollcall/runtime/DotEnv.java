package dev.rollcall.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Reads `.env` in the working directory as if its lines were in the environment, which goes before it.
class DotEnv implements EnvironmentPostProcessor {

    // Spring Boot reads names like SPRING_DATASOURCE_URL only from sources that are named like the environment's.
    private static final String NAME = "dotenv-" + StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    // As Docker Compose reads it, which is given the same file.
    private static final Pattern ASSIGNMENT = Pattern.compile("""
            \\uFEFF?\\s*(?:export\\s+)?([A-Za-z_][\\w.]*)\\s*=\
            (?:\\s*"([^"]*)"|\\s*'([^']*)'|(.*?))(?:\\s+#.*|\\s*)""");

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
                Matcher assignment = ASSIGNMENT.matcher(line);
                if (assignment.matches()) {
                    String value = Stream.of(2, 3, 4).map(assignment::group).filter(Objects::nonNull).findFirst()
                            .orElse("");
                    values.put(assignment.group(1), value.strip());
                }
            }
            return values;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Could not read .env", unreadable);
        }
    }
}
