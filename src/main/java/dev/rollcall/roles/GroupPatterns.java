package dev.rollcall.roles;

import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Finds out whether PostgreSQL, which compares patterns with the names of groups on every read, can do so with a pattern
/// in reasonable time.
@Component
class GroupPatterns {

    private static final String INVALID_REGULAR_EXPRESSION = "2201B";
    private static final String QUERY_CANCELED = "57014";

    /// With these the time to match can grow exponentially with the name; PostgreSQL matches everything else in a time that
    /// grows with the name's length.
    private static final Pattern BACK_REFERENCE = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\[1-9]");

    private final JdbcClient jdbc;

    GroupPatterns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Compiles a pattern and compares it with the names of all groups.
    ///
    /// @param pattern the pattern
    /// @return what is wrong with it, to follow its name in a sentence; null if nothing is. The current transaction cannot
    /// go on if something is
    @Transactional
    @Nullable
    String defect(String pattern) {
        if (BACK_REFERENCE.matcher(pattern).find()) {
            return "must not have back references: matching could take forever";
        }
        jdbc.sql("set local statement_timeout = '3s'").update();
        try {
            // Alone, too: brackets that are closed before they are opened would reach beyond the pattern.
            jdbc.sql(
                    """
                            select '' ~ cast(:pattern as text), count(*) filter (where mapping_means('PATTERN', :pattern, id, display_name))
                              from directory_group""")
                    .param("pattern", pattern).query().singleRow();
            jdbc.sql("select mapping_means('PATTERN', :pattern, '', '')").param("pattern", pattern).query().singleRow();
            return null;
        } catch (DataAccessException refused) {
            return reason(refused);
        }
    }

    private static String reason(DataAccessException refused) {
        if (NestedExceptionUtils.getMostSpecificCause(refused) instanceof SQLException cause) {
            if (INVALID_REGULAR_EXPRESSION.equals(cause.getSQLState())) {
                return "is not a pattern that PostgreSQL understands (%s)".formatted(
                        String.valueOf(cause.getMessage()).replaceFirst("^.*invalid regular expression: ", ""));
            }
            if (QUERY_CANCELED.equals(cause.getSQLState())) {
                return "is too complicated: comparing it with the names of all groups takes more than 3 s";
            }
        }
        throw refused;
    }
}
