package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.Documentation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares the pages with what they speak of: links, paths and options in commands, settings, calls, alerts, classes and tests. What only
/// a running Rollcall knows, its metrics and other addresses, `OperationsTests` asks it.
class DocumentationTests {

    private static final Path README = Path.of("README.md");
    private static final int README_BYTES = 9_000;
    private static final int README_WIDTH = 120;

    private static final String FOLDERS = "(?:ops|docs|bench|examples|src|\\.github|\\.ci)/";
    private static final Pattern PATH = Pattern.compile("(?<![\\w/.:<-])(?:\\./)?(" + FOLDERS + "[\\w./-]*)");
    private static final Pattern COMMAND = Pattern
            .compile("(?:\\./mvnw|bench/run|docker|kubectl|cp|cd|java|curl|psql|npx|node|python3) .*");
    private static final Pattern FILE = Pattern
            .compile("(?<![\\w/.<$-])([\\w.-]+\\.(?:yml|yaml|example|csv|sh|mjs|py|java|xml|json))(?![\\w/])");
    private static final Pattern PROFILE_OF_MAVEN = Pattern.compile("\\./mvnw .*?-P([\\w-]+)");
    private static final Pattern PROFILE_OF_COMPOSE = Pattern.compile("--profile ([\\w-]+)");
    private static final Pattern PROPERTY_OF_MAVEN = Pattern.compile("(?<!\\S)-D([\\w.-]+)(?:=([\\w.,]*))?");

    /// Of Maven's plugins; the others are the project's own.
    private static final Set<String> MAVENS = Set.of("test", "skipTests", "cyclonedx.skip",
            "spring-boot.run.arguments");

    private static final Pattern SETTING = Pattern
            .compile("\\b(?:ROLLCALL|SCALEKIT|SPRING|SERVER|MANAGEMENT|LOGGING|POSTGRES)_[A-Z0-9_]+");
    private static final Pattern END_OF_SETTING = Pattern.compile("(_[A-Z][A-Z0-9_]+)(?:=.*)?");
    private static final Pattern PROPERTY = Pattern.compile("(?:--)?(rollcall\\.[a-z-]+\\.[a-z-]+)(?:=.*)?");

    private static final Pattern ALERT = Pattern.compile("\\bRollcall[A-Z]\\w+");
    private static final Pattern TESTS = Pattern.compile("(?<![\\w-])[A-Z]\\w+Tests\\b");
    private static final Pattern MEMBER = Pattern.compile("([a-z]+)/([A-Z]\\w+)(?:\\.(\\w+))?");

    private static final Set<Path> FILES = files();
    private static final Set<String> SETTINGS = settings();
    private static final List<JsonNode> METADATA = metadata();
    private static final DescribedCalls CALLS = new DescribedCalls(Path.of("docs/openapi.yaml"));
    private static final Path SIMULATOR = Path.of("docs/simulator.md");

    @Test
    void readmeIsForTwoMinutes() throws IOException {
        assertThat(Files.size(README)).isLessThanOrEqualTo(README_BYTES);
    }

    @Test
    void readmeIsWrapped() throws IOException {
        assertThat(Files.readAllLines(README)).allSatisfy(
                line -> assertThat(line.codePointCount(0, line.length())).isLessThanOrEqualTo(README_WIDTH));
    }

    /// Those of a row with several share what is before their last part.
    @Test
    void readmeHasTheSettingsThatOneBeginsWith() {
        List<String> first = EmptySettingsTests.documented(README);
        assertThat(first).hasSizeBetween(8, 16);
        assertThat(EmptySettingsTests.documented(Path.of("docs/settings.md"))).containsAll(first);
    }

    static List<Documentation> pages() {
        return Documentation.pages();
    }

    static List<Documentation> current() {
        return Documentation.current();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Documentation page) {
        assertThat(brokenLinks(page)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("current")
    void whatIsNamedExists(Documentation page) {
        assertThat(unknownNames(page)).isEmpty();
    }

    @Test
    void nothingIsLookedThroughInVain() {
        assertThat(Documentation.pages()).hasSizeGreaterThan(15);
        assertThat(Documentation.pages().stream().flatMap(page -> page.links().stream())).hasSizeGreaterThan(150);
        assertThat(Documentation.of(Path.of("docs/operations.md")).code()).hasSizeGreaterThan(300)
                .contains("kubectl apply -k ops/kubernetes/", "ROLLCALL_PUSH_URL");
        assertThat(CALLS.count()).isGreaterThan(30);
        assertThat(SETTINGS).contains("SERVER_TOMCAT_CONNECTIONTIMEOUT", "ROLLCALL_PORT_2", "ROLLCALL_PUSH_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = { "[a page](nowhere.md)", "![a picture](nowhere.png)", "[a folder](../nowhere)",
            "[another case](Settings.md)", "[a section](operations.md#no-such-section)", "[here](#there)",
            "[no anchors](openapi.yaml#users)", "[no address](https://)", "[`code`](nowhere.md)" })
    void aLinkThatLeadsNowhereIsFound(String text) {
        assertThat(brokenLinks(page(text))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "`cp nowhere.example .env`", "`ops/nowhere/`", "```\nkubectl apply -k ops/nowhere/\n```",
            "```\ndocker compose -f docker-compose.nowhere.yml up\n```", "`./mvnw -Pnothing verify`",
            "`./mvnw test -Dtest=PushTests,NoSuch`", "`-Dnothing.only=1`", "`docker compose --profile nobody up -d`",
            "`ROLLCALL_NOTHING`", "```\nROLLCALL_NOTHING=1\n```", "`_NOTHINGATALL`", "`SERVER_TOMCAT_NOTHING`",
            "It is `rollcall.inbox.nothing`.", "`GET /api/v1/nothing`", "`PATCH /api/v1/users`",
            "`GET\n/api/v1/users/{id}/nothing`", "`GET /api/v1/users?nothing=1`", "`/nothing`", "`PUT …/nothing`",
            "```\ncurl -d '{}' \"$ROLLCALL_URL/api/v1/users\"\n```", "`api nothing`", "`api events -X DELETE`",
            "[RollcallNothing](#x)", "`NothingTests`", "`accounts/Nothing`", "`accounts/Decision.nothing`" })
    void aNameOfNothingIsFound(String text) {
        assertThat(unknownNames(page(text))).hasSize(1);
    }

    @Test
    void anchorsAreThoseOfGitHub() {
        assertThat(page("""
                # Who's *there*, and `what_is` -- it?
                ## [Linked](x.md) · 100 %
                ### Ä and b
                ## Again
                ## Again
                ```
                # no heading
                ```
                """).anchors()).containsExactlyInAnyOrder("whos-there-and-what_is----it", "linked--100-", "ä-and-b",
                "again", "again-1");
    }

    private static Documentation page(String text) {
        return new Documentation(Path.of("docs/made-up.md"), text + "\n");
    }

    private static List<String> brokenLinks(Documentation page) {
        return page.links().stream().filter(link -> !leadsSomewhere(page, link)).toList();
    }

    private static boolean leadsSomewhere(Documentation page, String link) {
        if (link.startsWith("http")) {
            return link.matches("https?://[\\w.-]+(?:/\\S*)?");
        }
        String[] parts = link.split("#", 2);
        Path folder = page.path().resolveSibling("");
        Path target = parts[0].isEmpty() ? page.path() : folder.resolve(parts[0]).normalize();
        if (!exists(target) && !target.equals(page.path())) {
            return false;
        }
        return parts.length == 1
                || (target.equals(page.path()) ? page : Documentation.of(target)).anchors().contains(parts[1]);
    }

    private static Set<String> unknownNames(Documentation page) {
        Set<String> unknown = new TreeSet<>();
        for (String code : page.code()) {
            found(PATH, code).map(path -> path.group(1)).filter(path -> !exists(Path.of(path))).forEach(unknown::add);
            commandsNames(code).forEach(unknown::add);
            settingsOf(code).forEach(unknown::add);
            if (!page.path().equals(SIMULATOR)) {
                CALLS.unknown(code).forEach(unknown::add);
            }
            found(TESTS, code).map(MatchResult::group).filter(name -> !isClass(name)).forEach(unknown::add);
            MatchResult member = whole(MEMBER, code);
            if (member != null && modules().contains(member.group(1)) && !isMember(member)) {
                unknown.add(code);
            }
        }
        found(ALERT, page.text()).map(MatchResult::group).filter(name -> !alerts().contains(name))
                .filter(name -> !isClass(name)).forEach(unknown::add);
        return unknown;
    }

    private static boolean isClass(String name) {
        return FILES.stream().anyMatch(file -> file.endsWith(name + ".java"));
    }

    /// {@return what a command says that is not there: files, profiles, properties, tests}
    private static List<String> commandsNames(String code) {
        List<String> unknown = new ArrayList<>();
        if (COMMAND.matcher(code).matches()) {
            found(FILE, code).map(file -> file.group(1))
                    .filter(name -> FILES.stream().noneMatch(file -> file.endsWith(name))).forEach(unknown::add);
        }
        found(PROFILE_OF_MAVEN, code).map(profile -> profile.group(1))
                .filter(profile -> !text("pom.xml").contains("<id>" + profile + "</id>")).forEach(unknown::add);
        found(PROFILE_OF_COMPOSE, code).map(profile -> profile.group(1))
                .filter(profile -> !text("docker-compose.yml").contains("profiles: [" + profile + "]"))
                .forEach(unknown::add);
        found(PROPERTY_OF_MAVEN, code).forEach(property -> {
            if (property.group(1).equals("test") && property.group(2) != null) {
                Stream.of(property.group(2).split(",")).filter(name -> !isClass(name)).forEach(unknown::add);
            } else if (!MAVENS.contains(property.group(1)) && !isOwn(property.group(1))) {
                unknown.add(property.group());
            }
        });
        return unknown;
    }

    /// {@return whether the build or a test asks for a property of that name}
    private static boolean isOwn(String property) {
        return text("pom.xml").contains("<" + property + ">") || text("pom.xml").contains("<" + property + "/>")
                || FILES.stream().filter(file -> file.startsWith("src/test/java"))
                        .anyMatch(file -> text(file.toString()).contains("(\"" + property + "\""));
    }

    private static Stream<String> settingsOf(String code) {
        MatchResult end = whole(END_OF_SETTING, code);
        MatchResult property = whole(PROPERTY, code);
        return Stream.of(
                found(SETTING, code).map(MatchResult::group)
                        .filter(name -> !SETTINGS.contains(name) && !isOfAMap(name)),
                Stream.ofNullable(end).map(found -> found.group(1))
                        .filter(name -> SETTINGS.stream().noneMatch(setting -> setting.endsWith(name))),
                Stream.ofNullable(property).map(found -> found.group(1))
                        .filter(name -> properties().noneMatch(name::equals)))
                .flatMap(names -> names);
    }

    private static boolean isOfAMap(String variable) {
        return METADATA.stream().filter(property -> property.path("type").asString("").startsWith("java.util.Map"))
                .anyMatch(property -> variable.startsWith(variable(property.path("name").asString()) + "_"));
    }

    private static boolean isMember(MatchResult member) {
        Pattern declared = Pattern
                .compile("(?:record|enum|class|interface|\\w|>) %1$s\\(|(?:enum|class|interface) %1$s\\b"
                        .formatted(member.group(3)));
        return FILES.stream().filter(file -> file.endsWith(member.group(1) + "/" + member.group(2) + ".java"))
                .anyMatch(file -> member.group(3) == null || declared.matcher(text(file.toString())).find());
    }

    private static Set<String> modules() {
        return FILES.stream().filter(file -> file.endsWith("package-info.java"))
                .map(file -> file.getParent().getFileName().toString()).collect(Collectors.toSet());
    }

    private static Set<String> alerts() {
        return found(Pattern.compile("alert: (\\w+)"), text("ops/prometheus/alerts.yml")).map(alert -> alert.group(1))
                .collect(Collectors.toSet());
    }

    private static Stream<String> properties() {
        return METADATA.stream().map(property -> property.path("name").asString());
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }

    private static MatchResult whole(Pattern pattern, String text) {
        return found(pattern, text).filter(match -> match.group().equals(text)).findFirst().orElse(null);
    }

    /// {@return whether there is such a file or folder, spelt like that}
    private static boolean exists(Path path) {
        return FILES.stream().anyMatch(file -> file.startsWith(path));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// {@return the project's files, but for what a build makes}
    private static Set<Path> files() {
        Set<Path> files = new HashSet<>();
        try (Stream<Path> entries = Files.list(Path.of(""))) {
            for (Path entry : entries.filter(name -> !Set.of("target", ".git").contains(name.toString())).toList()) {
                try (Stream<Path> within = Files.walk(entry)) {
                    within.filter(Files::isRegularFile).forEach(files::add);
                }
            }
            return files;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// {@return Rollcall's settings, Spring's, and the variables of Docker Compose and of the examples}
    private static Set<String> settings() {
        Set<String> settings = new TreeSet<>(EmptySettingsTests.documented(Path.of("docs/settings.md")));
        metadata().stream().map(property -> property.path("name").asString())
                .filter(name -> !name.startsWith("rollcall.")).map(DocumentationTests::variable).forEach(settings::add);
        found(Pattern.compile("\\$\\{([A-Z0-9_]+)"), text("docker-compose.yml")).map(variable -> variable.group(1))
                .forEach(settings::add);
        files().stream().filter(file -> file.startsWith("examples"))
                .flatMap(file -> found(SETTING, text(file.toString()))).map(MatchResult::group).forEach(settings::add);
        return settings;
    }

    private static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /// {@return what all libraries and Rollcall say of their settings}
    private static List<JsonNode> metadata() {
        try {
            List<JsonNode> properties = new ArrayList<>();
            for (URL url : Collections.list(DocumentationTests.class.getClassLoader()
                    .getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream json = url.openStream()) {
                    JsonMapper.shared().readTree(json).path("properties").forEach(properties::add);
                }
            }
            return properties;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
