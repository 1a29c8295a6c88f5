package dev.rollcall.inbox;

import static dev.rollcall.Columns.utc;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/// Which events are meant; null components do not filter.
///
/// @param status only events in this status
/// @param type only events of this type
/// @param organizationId only events about this organization
/// @param subjectId only events about this user, group, directory or organization
/// @param since only events received at this instant or later
/// @param until only events received before this instant
public record EventFilter(@Nullable EventStatus status, @Nullable String type, @Nullable String organizationId,
        @Nullable String subjectId, @Nullable Instant since, @Nullable Instant until) {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /// {@return what stands behind a first condition of a statement, which is then given to [#bind]}
    ///
    /// Only the conditions that filter are part of it, and the status is part of its text, so that each combination finds its
    /// index.
    String conditions() {
        StringBuilder conditions = new StringBuilder();
        if (status != null) {
            conditions.append(" and status = '").append(status.name()).append('\'');
        }
        if (type != null) {
            conditions.append(" and type = :type");
        }
        if (organizationId != null) {
            conditions.append(" and organization_id = :organizationId");
        }
        if (subjectId != null) {
            conditions.append(" and subject_id = :subjectId");
        }
        if (since != null) {
            conditions.append(" and received_at >= :since");
        }
        if (until != null) {
            conditions.append(" and received_at < :until");
        }
        return conditions.toString();
    }

    /// Gives a statement with these conditions their values.
    StatementSpec bind(StatementSpec statement) {
        return statement.param("type", type).param("organizationId", organizationId).param("subjectId", subjectId)
                .param("since", possible(since)).param("until", possible(until));
    }

    /// Nothing came before or after what PostgreSQL and everybody else have times for.
    private static @Nullable OffsetDateTime possible(@Nullable Instant at) {
        return at == null ? null : utc(at.isBefore(EARLIEST) ? EARLIEST : at.isAfter(LATEST) ? LATEST : at);
    }
}
