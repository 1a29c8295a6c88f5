package dev.rollcall.adoption;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines of a text in UTF-8 with their numbers, one after the other. However long a line is, no more of it is kept than
/// it may have.
final class NumberedLines {

    /// Characters.
    static final int LONGEST = 64 * 1024;

    /// Bytes that cannot be read as UTF-8 are read as this.
    private static final String UNREADABLE = "\uFFFD";

    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int END = -1;

    private final Reader text;
    private final Deque<Line> putBack = new ArrayDeque<>();
    private long number;
    private boolean afterCarriageReturn;

    /// @param text is not closed
    NumberedLines(InputStream text) {
        this.text = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    }

    /// A line.
    ///
    /// @param number where it stands: 1 is the first one
    /// @param text what it says, without its end
    /// @param isWhole whether that is all of it
    record Line(long number, String text, boolean isWhole) {

        /// @throws MalformedLineException if nobody can tell what it says
        void requireReadable() {
            if (!isWhole) {
                throw new MalformedLineException("It is longer than %,d characters.".formatted(LONGEST));
            }
            if (text.contains(UNREADABLE)) {
                throw new MalformedLineException("It is not UTF-8.");
            }
        }
    }

    /// {@return the next line that is not blank; null at the end}
    @Nullable
    Line next() throws IOException {
        Line line = any();
        while (line != null && line.text().isBlank()) {
            line = any();
        }
        return line;
    }

    /// {@return the next line, which may be blank; null at the end}
    @Nullable
    Line any() throws IOException {
        return putBack.isEmpty() ? read() : putBack.pop();
    }

    /// Has lines read again, before all others.
    ///
    /// @param lines in their order
    void putBack(List<Line> lines) {
        lines.reversed().forEach(putBack::push);
    }

    private @Nullable Line read() throws IOException {
        int c = text.read();
        if (c == '\n' && afterCarriageReturn) {
            c = text.read();
        }
        afterCarriageReturn = false;
        if (c == END) {
            return null;
        }
        number++;
        if (number == 1 && c == BYTE_ORDER_MARK) {
            c = text.read();
        }
        StringBuilder line = new StringBuilder();
        boolean whole = true;
        while (c != '\n' && c != '\r' && c != END) {
            if (line.length() < LONGEST) {
                line.append((char) c);
            } else {
                whole = false;
            }
            c = text.read();
        }
        afterCarriageReturn = c == '\r';
        return new Line(number, line.toString(), whole);
    }
}
