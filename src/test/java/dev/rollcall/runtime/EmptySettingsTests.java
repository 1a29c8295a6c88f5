package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.Rollcall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/// Sets every setting to nothing, in each place where one can be set, and compares what the service would get: its records,
/// and the settings of Spring's that `docs/settings.md` names.
class EmptySettingsTests {

    /// Nothing but settings.
    @Configuration(proxyBeanMethods = false)
    static class Printer {

        /// @param names what is printed beside the records
        public static void main(String[] names) {
            System.out.println(settings(List.of(names), new StandardEnvironment()));
        }
    }

    private static final String SECRETS = "ROLLCALL_SECRETS";
    private static final List<String> DOCUMENTED = documented(Path.of("docs/settings.md"));
    private static final Map<String, String> UNSET = settings(new StandardEnvironment());

    @TempDir
    private Path directory;

    @Test
    void knowsEverySetting() {
        assertThat(UNSET).containsEntry("rollcall.accounts.default-role", "null")
                .containsEntry("rollcall.webhook.secrets", "[]").containsEntry("rollcall.inbox.workers", "2")
                .containsEntry("SPRING_DATASOURCE_PASSWORD", "").containsEntry("SERVER_FORWARDHEADERSSTRATEGY", "null")
                .containsEntry("SERVER_TOMCAT_MAXCONNECTIONS", "500").hasSizeGreaterThan(60);
        assertThat(DOCUMENTED).contains("ROLLCALL_ACCOUNTS_WEBHOOKSAFEGUARDPERCENT", "SCALEKIT_CLIENT_SECRET", SECRETS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " \t" })
    void takesAnEmptyVariableAsNotSet(String empty) {
        assertThat(settings(withVariables(all(variables(), empty)))).isEqualTo(UNSET);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " \t" })
    void takesAnEmptyArgumentAsNotSet(String empty) {
        assertThat(settings(new StandardEnvironment(),
                names().stream().map(name -> "--" + name + "=" + empty).toArray(String[]::new))).isEqualTo(UNSET);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " \t" })
    void takesAnEmptySystemPropertyAsNotSet(String empty) {
        assertThat(settings(withProperties(all(names(), empty)))).isEqualTo(UNSET);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " \t\n" })
    void takesAnEmptySecretsFileAsNotSet(String empty) throws IOException {
        for (String name : names()) {
            Files.writeString(directory.resolve(name), empty);
        }

        assertThat(settings(new StandardEnvironment(), "--" + SECRETS + "=" + directory)).isEqualTo(UNSET);
    }

    @Test
    void takesAnEmptyLineOfAFileOfSettingsAsNotSet() throws IOException {
        Files.write(directory.resolve("application.properties"), names().stream().map(name -> name + "=").toList());

        assertThat(settings(new StandardEnvironment(), "--spring.config.additional-location=" + directory + "/"))
                .isEqualTo(UNSET);
    }

    @Test
    void takesAnEmptyLineOfDotEnvAsNotSet() throws IOException, InterruptedException {
        Files.write(directory.resolve(".env"), variables().stream().map(name -> name + "=").toList());
        Process printer = new ProcessBuilder(
                Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), Printer.class.getName()), DOCUMENTED.stream()).toList())
                                .directory(directory.toFile()).redirectErrorStream(true).start();
        List<String> printed = printer.inputReader(StandardCharsets.UTF_8).readAllLines();

        assertThat(printer.waitFor()).isZero();
        assertThat(printed.getLast()).isEqualTo(UNSET.toString());
    }

    @Test
    void asksTheSecretsFileWhenTheVariableIsEmpty() throws IOException {
        Files.writeString(directory.resolve("ROLLCALL_ADMIN_TOKEN"), "token-of-a-file-0000\n");
        Files.writeString(directory.resolve("SPRING_DATASOURCE_PASSWORD"), "password-of-a-file");
        Files.writeString(directory.resolve("SCALEKIT_CLIENT_ID"), "skc_file");

        assertThat(settings(withVariables(Map.of(SECRETS, directory.toString(), "ROLLCALL_ADMIN_TOKEN", "",
                "SPRING_DATASOURCE_PASSWORD", " ", "SCALEKIT_CLIENT_ID", "skc_variable"))))
                        .containsEntry("rollcall.admin-token", "token-of-a-file-0000")
                        .containsEntry("SPRING_DATASOURCE_PASSWORD", "password-of-a-file")
                        .containsEntry("rollcall.scalekit.client-id", "skc_variable");
    }

    @Test
    void looksForSecretsFilesWhereItAlwaysDoesWhenTheirDirectoryIsEmpty() {
        assertThat(environment(withVariables(Map.of(SECRETS, ""))).getPropertySources()).extracting("name")
                .doesNotContain("Config tree '/'");
    }

    @Test
    void readsNoFileThatNobodyAsksFor() throws IOException {
        Path unreadable = Files.writeString(directory.resolve("SOMEBODY_ELSES"), "");
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new ConfigTreePropertySource("files", directory));
        Files.delete(unreadable);

        new EmptySettings().postProcessEnvironment(environment, new SpringApplication());

        assertThat(Binder.get(environment).bind("server.port", String.class).isBound()).isFalse();
    }

    @Test
    void leavesTheFlagsOfTheCommandLine() {
        assertThat(environment(new StandardEnvironment(), "--debug").getProperty("debug")).isEmpty();
        assertThat(environment(withVariables(Map.of("DEBUG", ""))).getProperty("debug")).isNull();
    }

    /// {@return what the service would get, by the names of the settings}
    private static Map<String, String> settings(ConfigurableEnvironment environment, String... arguments) {
        return settings(DOCUMENTED, environment, arguments);
    }

    private static Map<String, String> settings(Collection<String> names, ConfigurableEnvironment given,
            String... arguments) {
        ConfigurableEnvironment environment = environment(given, arguments);
        Map<String, String> settings = names.stream().filter(name -> !name.equals(SECRETS)).collect(Collectors.toMap(
                Function.identity(), name -> "" + environment.getProperty(dotted(name)), (a, b) -> a, TreeMap::new));
        records().forEach(type -> {
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            Object bound = Binder.get(environment).bindOrCreate(prefix, Bindable.of(type));
            Stream.of(type.getRecordComponents()).forEach(component -> {
                try {
                    component.getAccessor().setAccessible(true);
                    settings.put(prefix + "." + dashed(component.getName()),
                            "" + component.getAccessor().invoke(bound));
                } catch (ReflectiveOperationException unreadable) {
                    throw new IllegalStateException(unreadable);
                }
            });
        });
        return settings;
    }

    private static ConfigurableEnvironment environment(ConfigurableEnvironment environment, String... arguments) {
        SpringApplication application = new SpringApplication(Printer.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setEnvironment(environment);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            return context.getEnvironment();
        }
    }

    private static ConfigurableEnvironment withVariables(Map<String, Object> variables) {
        return new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemEnvironment() {
                return variables;
            }
        };
    }

    private static ConfigurableEnvironment withProperties(Map<String, Object> properties) {
        return new StandardEnvironment() {
            @Override
            public Map<String, Object> getSystemProperties() {
                return properties;
            }
        };
    }

    private static Map<String, Object> all(Collection<String> names, String value) {
        return names.stream().collect(Collectors.toMap(Function.identity(), name -> value));
    }

    /// {@return every setting as it is named in the environment}
    private static Set<String> variables() {
        return UNSET.keySet().stream().map(name -> name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// {@return every setting by each of its names}
    private static Set<String> names() {
        return Stream.of(UNSET.keySet(), variables(), variables().stream().map(EmptySettingsTests::dotted).toList())
                .flatMap(Collection::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Class<?>> records() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents(Rollcall.class.getPackageName()).stream()
                .map(BeanDefinition::getBeanClassName)
                .<Class<?>> map(name -> ClassUtils.resolveClassName(name, Rollcall.class.getClassLoader()))
                .filter(Class::isRecord);
    }

    /// {@return the settings of a page's tables; of several in a row the further ones are the last part of a name}
    static List<String> documented(Path page) {
        if (!Files.exists(page)) {
            return List.of(); // in a process that looks elsewhere for .env
        }
        try (Stream<String> lines = Files.lines(page)) {
            return lines.filter(line -> line.startsWith("| `")).map(line -> line.split("\\|")[1])
                    .filter(names -> names.matches(" (`[A-Z0-9_]+`(, )?)+ ")).flatMap(names -> {
                        List<String> row = Pattern.compile("[A-Z0-9_]+").matcher(names).results()
                                .map(MatchResult::group).toList();
                        String stem = row.getFirst().substring(0, row.getFirst().lastIndexOf('_'));
                        return row.stream().map(name -> name.startsWith("_") ? stem + name : name);
                    }).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String dotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static String dashed(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
