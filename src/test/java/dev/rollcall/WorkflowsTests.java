package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the workflows to what they promise.
class WorkflowsTests {

    private static final Path WORKFLOWS = Path.of(".github/workflows");

    @Test
    void runNoActionThatCouldBecomeAnotherOne() throws IOException {
        assertThat(lines().filter(line -> line.contains("uses: ") && !line.contains("uses: ./"))).hasSizeGreaterThan(8)
                .allSatisfy(line -> assertThat(line).matches(" *(- )?uses: [\\w-]+/[\\w-]+@[0-9a-f]{40} # v[\\d.]+"));
    }

    @Test
    void publishNothingThatIsNotTestedSignedAndAttested() throws IOException {
        List<String> steps = Files.readAllLines(WORKFLOWS.resolve("release.yml")).stream().map(String::strip).toList();

        assertThat(steps).containsSubsequence("uses: ./.github/workflows/build.yml", "needs: verify", "push: true",
                "run: cosign sign --yes \"$IMAGE\"", "push-to-registry: true");
    }

    private static Stream<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.sorted().map(file -> {
                try {
                    return Files.readString(file);
                } catch (IOException unreadable) {
                    throw new UncheckedIOException(unreadable);
                }
            }).toList().stream().flatMap(String::lines);
        }
    }
}
