package dev.rollcall.adoption;

import java.io.InputStream;
import java.util.function.Function;

/// How the application's list is written down.
public enum ListFormat {
    /// A JSON object on each line.
    NDJSON(NdjsonLines::new),
    /// A table, RFC 4180, with a head.
    CSV(CsvLines::new);

    private final Function<NumberedLines, UserLines> reader;

    ListFormat(Function<NumberedLines, UserLines> reader) {
        this.reader = reader;
    }

    UserLines read(InputStream text) {
        return reader.apply(new NumberedLines(text));
    }
}
