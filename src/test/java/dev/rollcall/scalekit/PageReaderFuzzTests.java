package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.FuzzCorpus;
import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Reads whatever a fuzzer makes up as pages of the Directory API: whatever is on one is read or named.
public class PageReaderFuzzTests {

    private static final ListedDirectory DIRECTORY = new ListedDirectory(
            new ScalekitDirectory("dir_1", "org_1", "OKTA"), true, null,
            List.of(new RoleAssignment("dirgroup_1", "admin"), new RoleAssignment("dirgroup_1", "editor")),
            Instant.EPOCH);

    static Stream<Path> inputs() {
        return FuzzCorpus.of(PageReaderFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void readsOrNamesEverythingOnAPage(Path input) throws IOException {
        FuzzCorpus.run(input, PageReaderFuzzTests::fuzzerTestOneInput);
    }

    /// What the fuzzer calls.
    ///
    /// @param page an answer's bytes
    public static void fuzzerTestOneInput(byte[] page) {
        Body body = Body.of(page);
        if (body.defect() != null) {
            return;
        }
        page(body.root(), "users", new ListedUserReader(DIRECTORY)::user).forEach(listed -> {
            EventReaderFuzzTests.assertWithinLimits(listed.user());
            assertThat(listed.leftAside()).allMatch(EventReaderFuzzTests.FIELD.asMatchPredicate());
        });
        page(body.root(), "groups", json -> AnswerReader.group(json, DIRECTORY.directory()));
        page(body.root(), "organizations", AnswerReader::organization);
        try {
            List<ListedDirectory> directories = AnswerReader.all(body.root(), "directories",
                    json -> ListedDirectoryReader.directory(json, "org_1", Instant.EPOCH));
            assertThat(directories).hasSize(body.root().path("directories").size());
            EventReaderFuzzTests.assertStorable(directories.toString());
        } catch (UnreadableAnswerException unreadable) {
            assertThat(unreadable).message().startsWith("directories");
        }
    }

    private static <T> List<T> page(JsonNode answer, String field, Function<Fields, T> reader) {
        Listing<T> read;
        try {
            read = AnswerReader.page(answer, field, Instant.EPOCH, reader);
        } catch (UnreadableAnswerException unreadable) {
            assertThat(unreadable).message().isIn(field + " cannot be read", "next_page_token cannot be read");
            return List.of();
        }
        assertThat(read.items().size() + read.unreadable().size()).isEqualTo(answer.path(field).size());
        assertThat(read.items()).doesNotContainNull();
        assertThat(read.unreadable()).allMatch(name -> name.matches(field + "\\[\\d+](\\.id)?"));
        EventReaderFuzzTests.assertStorable(read.items().toString());
        return read.items();
    }
}
