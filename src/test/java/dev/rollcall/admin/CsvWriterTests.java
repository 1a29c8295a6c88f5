package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvWriterTests {

    @Test
    void writesAsRfc4180Says() {
        assertThat(written("Ann \"Annie\" Lee", "a,b", "one\ntwo", "José", ""))
                .isEqualTo("\"Ann \"\"Annie\"\" Lee\",\"a,b\",\"one\ntwo\",\"José\",\"\"\r\n");
    }

    @Test
    void leavesACellEmptyThatIsNull() {
        assertThat(written(null, 7, null)).isEqualTo("\"\",\"7\",\"\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", " \n=1", "\u00A0=1", "\uFF1D1",
            "\uFF0B1", "\uFF0D1", "\uFF201", "=" })
    void makesACellHarmlessThatASpreadsheetWouldRun(String cell) {
        assertThat(written(cell)).isEqualTo("\"'" + cell + "\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "ann@example.com", "a=b", "2026-11-26T09:00:00Z", "org_1", "", " ", "'" })
    void leavesAnyOtherCellAsItIs(String cell) {
        assertThat(written(cell)).isEqualTo("\"" + cell + "\"\r\n");
    }

    private static String written(Object... cells) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriter csv = new CsvWriter(out, "head")) {
            csv.write(Arrays.asList(cells));
            csv.write(List.of("last"));
        }
        String all = out.toString(UTF_8);
        assertThat(all).startsWith("\"head\"\r\n").endsWith("\"last\"\r\n");
        return all.substring("\"head\"\r\n".length(), all.length() - "\"last\"\r\n".length());
    }
}
