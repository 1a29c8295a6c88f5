package dev.rollcall;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Instants and lists as PostgreSQL's driver takes and gives them: it knows nothing of [Instant], and arrays of its own only.
public final class Columns {

    private Columns() {
    }

    /// @param instant an instant
    /// @return the same as a parameter
    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /// @param rows what becomes a row each
    /// @param column what a column of it says; null for none
    /// @return the column as a parameter, an array of texts to be unnested
    public static <T> @Nullable String[] texts(Collection<T> rows, Function<T, @Nullable Object> column) {
        @Nullable
        String[] texts = new String[rows.size()];
        int at = 0;
        for (T row : rows) {
            texts[at++] = Objects.toString(column.apply(row), null);
        }
        return texts;
    }

    /// @param row a row
    /// @param column one of its columns that is never null
    /// @return what it says
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// @param row a row
    /// @param column one of its columns
    /// @return what it says; null if it is null
    public static @Nullable Instant nullableInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    /// @param row a row
    /// @param column one of its columns, an array of texts
    /// @return what it says; null if it is null
    public static @Nullable List<String> nullableTexts(ResultSet row, String column) throws SQLException {
        Array texts = row.getArray(column);
        return texts == null ? null : Arrays.asList((String[]) texts.getArray());
    }
}
