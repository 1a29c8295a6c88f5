package dev.rollcall;

import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Searches a whole database for a text.
public final class Traces {

    private Traces() {
    }

    /// {@return every column of every table that contains the text in any case, with the number of rows that do}
    ///
    /// @param text a text in ASCII
    public static List<String> of(String text, JdbcClient jdbc) {
        return jdbc.sql("""
                select table_name, column_name, data_type
                  from information_schema.columns join information_schema.tables using (table_schema, table_name)
                 where table_schema = 'public' and table_type = 'BASE TABLE'
                   and data_type in ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')""")
                .query((row, number) -> {
                    String column = '"' + row.getString("column_name") + '"';
                    String readable = row.getString("data_type").equals("bytea") ? "encode(%s, 'escape')" : "%s::text";
                    String table = row.getString("table_name");
                    long rows = jdbc
                            .sql("select count(*) from \"%s\" where position(? in lower(%s)) > 0".formatted(table,
                                    readable.formatted(column)))
                            .param(text.toLowerCase(Locale.ROOT)).query(Long.class).single();
                    return rows == 0 ? "" : "%s.%s: %d".formatted(table, column, rows);
                }).list().stream().filter(found -> !found.isEmpty()).toList();
    }
}
