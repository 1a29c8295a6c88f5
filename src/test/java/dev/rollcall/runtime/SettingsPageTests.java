package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.Renewed;
import dev.rollcall.Rollcall;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes the tables of `docs/settings.md` out of what the build writes down of the records of settings.
class SettingsPageTests {

    /// What is only there so that whoever still sets it is told.
    private static final String RETIRED = "no setting any more";

    private static final Path PAGE = Path.of("docs/settings.md");
    private static final String MADE = "<!-- From here on it is made from the code. CONTRIBUTING.md says how to renew it. -->\n";
    private static final String UNTOUCHED = ". Nobody should need to change it.";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):.*}");

    private record Setting(String variable, String property, String description, String byDefault) {

        boolean isUntouched() {
            return description.endsWith(UNTOUCHED);
        }

        String row() {
            return "| `%s` | `%s` | %s | %s |".formatted(variable, property, description.replace(UNTOUCHED, ""),
                    byDefault.isEmpty() ? "" : "`" + byDefault + "`");
        }
    }

    @Test
    void namesEverySettingWithItsDescription() throws IOException, URISyntaxException {
        List<Setting> settings = settings();
        String head = Files.readString(PAGE).split(MADE, 2)[0];

        assertThat(settings).hasSizeGreaterThan(45).allSatisfy(
                setting -> assertThat(setting.description()).as("the Javadoc of %s", setting.property()).isNotBlank());
        assertThat(settings).extracting(Setting::variable).contains("SCALEKIT_WEBHOOK_SECRET", "ROLLCALL_PUSH_SECRET",
                "ROLLCALL_ADMIN_TOKEN", "ROLLCALL_INBOX_BATCHSIZE");
        Renewed.assertCurrent(PAGE,
                head + MADE + "\n" + table(settings.stream().filter(setting -> !setting.isUntouched()))
                        + "\n## Which nobody should need to change\n\n"
                        + table(settings.stream().filter(Setting::isUntouched)));
    }

    private static String table(Stream<Setting> settings) {
        return settings.map(Setting::row).sorted().collect(Collectors.joining("\n",
                "| setting | as a property | what it is | by default |\n|---|---|---|---|\n", "\n"));
    }

    private static List<Setting> settings() throws IOException, URISyntaxException {
        Path classes = Path.of(Rollcall.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        JsonNode metadata = JsonMapper.shared()
                .readTree(Files.readString(classes.resolve("META-INF/spring-configuration-metadata.json")));
        Map<String, String> variables = variables();
        return metadata.path("properties").valueStream()
                .filter(property -> property.path("name").asString().startsWith("rollcall.")).map(property -> {
                    String name = property.path("name").asString();
                    return new Setting(variables.getOrDefault(name, variable(name)), name,
                            property.path("description").asString(""), property.path("defaultValue").asString(""));
                }).filter(setting -> !setting.description().equals(RETIRED)).toList();
    }

    private static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /// {@return the variables that the service's own settings name for a property}
    private static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new HashMap<>();
        var own = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("own", new FileSystemResource("src/main/resources/application.yaml")).getFirst();
        for (String property : own.getPropertyNames()) {
            Matcher variable = VARIABLE.matcher(String.valueOf(own.getProperty(property)));
            if (variable.matches()) {
                variables.put(property, variable.group(1));
            }
        }
        return variables;
    }
}
