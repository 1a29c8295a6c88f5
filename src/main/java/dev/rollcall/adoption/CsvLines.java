package dev.rollcall.adoption;

import static dev.rollcall.adoption.ApplicationUser.EMAIL;
import static dev.rollcall.adoption.ApplicationUser.EXTERNAL_ID;
import static dev.rollcall.adoption.ApplicationUser.ORGANIZATION_EXTERNAL_ID;
import static dev.rollcall.adoption.ApplicationUser.ORGANIZATION_ID;
import static dev.rollcall.adoption.ApplicationUser.ROLES;

import dev.rollcall.NormalForm;
import dev.rollcall.adoption.NumberedLines.Line;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/// A table (RFC 4180) whose first line says what the columns are. They are parted by commas, by semicolons or by tabs, as
/// spreadsheets do it in one country or another. Each row is read by itself: one that is malformed makes no other one so.
final class CsvLines implements UserLines {

    private static final ObjectReader ROWS = CsvMapper.builder().enable(CsvReadFeature.WRAP_AS_ARRAY).build()
            .readerFor(String[].class);

    private static final String SEPARATORS = ";\t,";

    /// A row that goes on over more lines has a quote that is not closed.
    private static final int MOST_LINES = 100;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final NumberedLines lines;
    private @Nullable Head head;

    CsvLines(NumberedLines lines) {
        this.lines = lines;
    }

    /// What the columns are, and what they are parted by.
    private record Head(List<String> columns, char separator, ObjectReader rows) {

        /// Spreadsheets leave such rows at the end.
        boolean isEmptyRow(Line line) {
            return line.text().chars().allMatch(c -> c == separator || Character.isWhitespace(c));
        }

        @Nullable
        String cell(List<String> row, String column) {
            int place = columns.indexOf(column);
            return place < 0 ? null : row.get(place);
        }
    }

    @Override
    public @Nullable UserLine next() throws IOException {
        Head known = head;
        if (known == null) {
            Line first = lines.next();
            if (first == null) {
                return null;
            }
            known = head(first);
            head = known;
        }
        Line first = lines.next();
        while (first != null && known.isEmptyRow(first)) {
            first = lines.next();
        }
        return first == null ? null : read(first, known);
    }

    private static Head head(Line line) {
        try {
            line.requireReadable();
            char separator = (char) SEPARATORS.chars().filter(c -> line.text().indexOf(c) >= 0).findFirst().orElse(',');
            ObjectReader rows = ROWS.with(CsvSchema.emptySchema().withColumnSeparator(separator));
            List<String> columns = row(rows, line.text()).stream().map(NormalForm::text).toList();
            columns.forEach(ApplicationUser::requireKnown);
            if (columns.stream().distinct().count() < columns.size()) {
                throw new MalformedLineException("It names a column twice.");
            }
            requireOne(columns, ORGANIZATION_ID, ORGANIZATION_EXTERNAL_ID);
            requireOne(columns, EMAIL, EXTERNAL_ID);
            return new Head(columns, separator, rows);
        } catch (MalformedLineException malformed) {
            throw RefusedListException.ofLine(line.number(), malformed.getMessage());
        }
    }

    private static void requireOne(List<String> columns, String one, String other) {
        ApplicationUser.requireOne(columns.contains(one) ? one : null, one, columns.contains(other) ? other : null,
                other);
    }

    private UserLine read(Line first, Head known) throws IOException {
        StringBuilder text = new StringBuilder(first.text());
        List<Line> further = new ArrayList<>();
        boolean open = isOpen(first.text());
        while (open && further.size() < MOST_LINES && text.length() < NumberedLines.LONGEST) {
            Line line = lines.any();
            if (line == null) {
                break;
            }
            further.add(line);
            text.append('\n').append(line.text());
            open = !isOpen(line.text());
        }
        boolean closed = !open;
        UserLine read = UserLine.read(first.number(), () -> {
            first.requireReadable();
            further.forEach(Line::requireReadable);
            return user(text.toString(), known, closed);
        });
        if (read.user() == null) {
            lines.putBack(further);
        }
        return read;
    }

    /// {@return whether a quote that begins before the end of a text ends after it, if none is open at its beginning}
    private static boolean isOpen(String text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static ApplicationUser user(String text, Head head, boolean isClosed) {
        if (!isClosed) {
            throw new MalformedLineException("It has a quote that is not closed.");
        }
        List<String> row = row(head.rows(), text);
        if (row.size() != head.columns().size()) {
            throw new MalformedLineException(
                    "The table has %d columns, and this row has %d.".formatted(head.columns().size(), row.size()));
        }
        String roles = NormalForm.text(Objects.requireNonNullElse(head.cell(row, ROLES), ""));
        return ApplicationUser.of(column -> head.cell(row, column),
                roles.isEmpty() ? List.of() : Arrays.asList(BLANKS.split(roles)));
    }

    private static List<String> row(ObjectReader rows, String text) {
        try (MappingIterator<String[]> read = rows.readValues(text)) {
            List<String> row = List.of(read.next());
            if (!read.hasNext()) {
                return row;
            }
        } catch (JacksonException malformed) {
            // as below
        }
        throw new MalformedLineException("Its quotes are not as in RFC 4180.");
    }
}
