package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Reads the console's templates as they are written.
class ConsoleTemplatesTests {

    /// What somebody else named: people, groups, organizations, roles, directories, and what else a directory says.
    private static final Pattern NAMED_ELSEWHERE = Pattern.compile(
            "\\.(name|displayName|email|wantedEmail|role|value|actor|externalId|organizationExternalId|dpId|subjectId"
                    + "|organizationId|organizationName|directoryId|directoryUserId|groupId|provider|reason|error|lastError)\\b(?!\\()"
                    + "|names\\.get\\(|\\.names\\(|attributes\\.get\\(|\\$\\{(role|name|group|organization|directory)\\}");

    /// What is isolated, what nobody reads, a number, and what only decides which of our own words are shown.
    private static final Pattern OUR_OWN = Pattern.compile(
            "@isolated\\.of\\([^)]*\\)|(aria-current|hx-[a-z]+)=[^,]*|#numbers\\.\\w+\\([^)]*\\)|\\.status\\.name|\\w+\\.\\w+ [!=]= null");

    private static final Pattern LINK = Pattern.compile("@\\{(?:[^{}]|\\$?\\{[^{}]*})*}");

    /// A path of the console that is not just compared with that of the page.
    private static final Pattern PATH = Pattern.compile("(?<!path == '|path\\.startsWith\\(')/console\\b[^\"']*");

    private static final Pattern ELEMENT = Pattern.compile("<([a-z:]+)\\b((?:\\s+[\\w:-]+(?:=\"[^\"]*\")?)*)\\s*/?>");

    private static final Pattern ATTRIBUTE = Pattern.compile("th:([\\w-]+)=\"([^\"]*)\"");

    @Test
    void isolatesEveryName() throws IOException {
        for (Resource template : new PathMatchingResourcePatternResolver()
                .getResources("classpath:templates/console/*.html")) {
            assertThat(namesThatMayTurnALineAround(template.getContentAsString(StandardCharsets.UTF_8)))
                    .as("%s: write <bdi th:text=\"…\">, and ${@isolated.of(…)} in titles, labels and options",
                            template.getFilename())
                    .isEmpty();
        }
    }

    /// Rollcall, or a proxy, may have the console below a path.
    @Test
    void leavesItToThymeleafWhereTheConsoleIs() throws IOException {
        for (Resource template : new PathMatchingResourcePatternResolver()
                .getResources("classpath:templates/console/*.html")) {
            assertThat(pathsThatAreNoLinks(template.getContentAsString(StandardCharsets.UTF_8)))
                    .as("%s: write @{/console/…}", template.getFilename()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "<a href=\"/console/people\">; 1",
            "<form th:action=\"${id == null ? '/console/mappings' : '/console/mappings/' + id}\">; 2",
            "<a th:href=\"@{/console/people/{id}/{what}(id=${user.id},what=${a ? 'b' : 'c'})}\">; 0",
            "<a th:href=\"@{${problem.link}}\" th:attr=\"aria-current=${path == '/console' ? 'page' : null}\">; 0" })
    void findsAPathThatIsNoLink(String element, int found) {
        assertThat(pathsThatAreNoLinks(element)).hasSize(found);
    }

    private static List<String> pathsThatAreNoLinks(String template) {
        return PATH.matcher(LINK.matcher(template).replaceAll("")).results().map(MatchResult::group).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = { "<td th:text=\"${user.name}\">; 1",
            "<bdi th:if=\"${user.name}\" th:text=\"${user.name ?: user.id}\">; 0",
            "<a title=\"x\" th:title=\"${group.displayName}\">; 1", "<title th:text=\"|${user.name} · Rollcall|\">; 1",
            "<option th:value=\"${role.name}\" th:text=\"${@isolated.of(role.name)}\">; 0",
            "<b th:attr=\"aria-label=|Grant ${origin.role}|\">; 1", "<a th:href=\"@{/x(q=${user.email})}\">; 0",
            "<td th:text=\"${run.id}\">; 0" })
    void findsANameThatIsNot(String element, int found) {
        assertThat(namesThatMayTurnALineAround(element)).hasSize(found);
    }

    private static List<String> namesThatMayTurnALineAround(String template) {
        List<String> found = new ArrayList<>();
        for (Matcher element = ELEMENT.matcher(template); element.find();) {
            for (Matcher attribute = ATTRIBUTE.matcher(element.group(2)); attribute.find();) {
                if (isShown(element.group(1), attribute.group(1)) && isNamedElsewhere(attribute.group(2))) {
                    found.add(element.group());
                }
            }
        }
        return found;
    }

    private static boolean isShown(String element, String attribute) {
        return switch (attribute) {
            case "text" -> !element.equals("bdi");
            case "attr", "title", "alt", "placeholder", "aria-label", "label" -> true;
            default -> false;
        };
    }

    private static boolean isNamedElsewhere(String expression) {
        return NAMED_ELSEWHERE.matcher(OUR_OWN.matcher(expression).replaceAll("")).find();
    }
}
