package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.FuzzCorpus;
import dev.rollcall.scalekit.Answers.Directories;
import dev.rollcall.scalekit.Answers.GroupPage;
import dev.rollcall.scalekit.Answers.OrganizationPage;
import dev.rollcall.scalekit.Answers.UserPage;
import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Reads whatever a fuzzer makes up as pages of the Directory API: all that is on one, or nothing.
public class PageReaderFuzzTests {

    private static final JsonMapper JSON = ScalekitConfiguration.answers();
    private static final ListedDirectory DIRECTORY = new ListedDirectory(new Directory("dir_1", "org_1", "OKTA"), true,
            null, List.of(new RoleAssignment("dirgroup_1", "admin"), new RoleAssignment("dirgroup_1", "editor")));

    static Stream<Path> inputs() {
        return FuzzCorpus.of(PageReaderFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void readsAPageWholeOrNotAtAll(Path input) throws IOException {
        FuzzCorpus.run(input, PageReaderFuzzTests::fuzzerTestOneInput);
    }

    /// What the fuzzer calls.
    ///
    /// @param page an answer's bytes
    public static void fuzzerTestOneInput(byte[] page) {
        read(page, UserPage.class, UserPage::users, new ListedUserReader(DIRECTORY)::user)
                .forEach(listed -> EventReaderFuzzTests.assertWithinLimits(listed.user()));
        read(page, GroupPage.class, GroupPage::groups, json -> AnswerReader.group(json, DIRECTORY.directory()));
        read(page, OrganizationPage.class, OrganizationPage::organizations, AnswerReader::organization);
        read(page, Directories.class, Directories::directories, json -> AnswerReader.directory(json, "org_1"));
    }

    private static <P, J, T> List<T> read(byte[] page, Class<P> type, Function<P, List<J>> elements,
            Function<J, T> reader) {
        List<J> listed;
        List<T> read;
        try {
            P answer = JSON.readValue(page, type);
            listed = answer == null ? null : elements.apply(answer);
            read = AnswerReader.each(listed, "elements", reader);
        } catch (JacksonException notJson) {
            return List.of();
        } catch (UnreadableAnswerException unreadable) {
            assertThat(unreadable).message().startsWith("elements[");
            return List.of();
        }
        assertThat(read).hasSize(listed == null ? 0 : listed.size()).doesNotContainNull();
        EventReaderFuzzTests.assertStorable(read.toString());
        return read;
    }
}
