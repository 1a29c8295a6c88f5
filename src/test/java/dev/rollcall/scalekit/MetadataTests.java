package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class MetadataTests {

    private final Set<String> leftAside = new TreeSet<>();

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", quoteCharacter = '`', value = { "{} | null",
            "{\"metadata\":null} | {}", "{\"metadata\":\"\"} | {}", "{\"metadata\":{}} | {}",
            "{\"metadata\":{\"b\":\" 2 \",\"a\":\"1\"}} | {\"a\":\"1\",\"b\":\"2\"}",
            "{\"metadata\":{\"n\":null,\"l\":[1],\"f\":1.50}} | {\"f\":\"1.5\",\"l\":\"[1]\",\"n\":\"\"}" })
    void writesTheSameTextForTheSameMetadata(String organization, @Nullable String metadata) {
        assertThat(read(organization)).isEqualTo(metadata);
        assertThat(leftAside).isEmpty();
    }

    @Test
    void leavesAsideWhatIsNoObject() {
        assertThat(read("{\"metadata\":[1]}")).isNull();
        assertThat(leftAside).containsExactly("data.metadata");
    }

    @Test
    void leavesOutTheLastNamesOfWhatIsTooLong() {
        String value = "é".repeat(Metadata.MOST_BYTES / 4);
        String kept = read("{\"metadata\":{\"c\":\"%1$s\",\"a\":\"%1$s\",\"b\":\"%1$s\"}}".formatted(value));

        assertThat(kept).isEqualTo("{\"a\":\"%s\"}".formatted(value));
        assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Metadata.MOST_BYTES);
    }

    @Test
    void keepsAsManyNamesAsFit() {
        StringBuilder many = new StringBuilder("{\"metadata\":{\"x\":\"y\"");
        for (int i = 0; i < 100_000; i++) {
            many.append(",\"").append(i).append("\":\"\"");
        }

        assertThat(read(many.append("}}").toString())).hasSizeBetween(Metadata.MOST_BYTES - 20, Metadata.MOST_BYTES);
    }

    private @Nullable String read(String organization) {
        return Metadata.read(new Fields(JsonMapper.shared().readTree(organization), "data.", leftAside));
    }
}
