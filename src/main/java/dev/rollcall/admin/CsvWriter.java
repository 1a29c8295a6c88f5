package dev.rollcall.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;
import tools.jackson.dataformat.csv.CsvWriteFeature;

/// Writes a table that a spreadsheet can open, row by row: CSV as RFC 4180 says, in UTF-8. Cells that a spreadsheet would run
/// get an apostrophe in front, by which it takes them for texts.
final class CsvWriter implements AutoCloseable {

    private static final ObjectWriter ROWS = CsvMapper.builder().enable(CsvWriteFeature.ALWAYS_QUOTE_STRINGS).build()
            .writerFor(String[].class).with(CsvSchema.emptySchema().withLineSeparator("\r\n"));

    /// What a formula begins with, also in the full-width forms, which some spreadsheets take for the same.
    private static final String RUNS = "=+-@\t\r\uFF1D\uFF0B\uFF0D\uFF20";

    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private final SequenceWriter rows;

    /// @param out where the table goes; it is closed with this
    /// @param head what the columns are called
    /// @throws tools.jackson.core.JacksonException if it cannot be written
    CsvWriter(OutputStream out, String... head) {
        this.rows = ROWS.writeValues(out);
        write(List.of(head));
    }

    /// Begins a table for whoever opens it with a double click: by the byte order mark a spreadsheet knows that it is UTF-8. A
    /// program would take the mark for a part of the first head.
    ///
    /// @param out where the table goes, before anything else
    static void forSpreadsheet(OutputStream out) throws IOException {
        out.write(BYTE_ORDER_MARK);
    }

    /// @param cells a row, as many cells as there are columns; null for an empty one
    /// @throws tools.jackson.core.JacksonException if it cannot be written
    void write(List<? extends @Nullable Object> cells) {
        rows.write(cells.stream().map(cell -> cell == null ? "" : harmless(cell.toString())).toArray(String[]::new));
    }

    /// Writes what is not written yet.
    @Override
    public void close() {
        rows.close();
    }

    /// {@return the text, or the same with an apostrophe in front if a spreadsheet would run it}
    private static String harmless(String cell) {
        int first = 0;
        while (first < cell.length() && RUNS.indexOf(cell.charAt(first)) < 0
                && (Character.isWhitespace(cell.charAt(first)) || Character.isSpaceChar(cell.charAt(first)))) {
            first++;
        }
        return first < cell.length() && RUNS.indexOf(cell.charAt(first)) >= 0 ? "'" + cell : cell;
    }
}
