package dev.rollcall.journal;

import static dev.rollcall.Columns.utc;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.User.Status;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What of a filter the row `a` of `app_user` answers, as conditions of a statement. Only what filters is part of it, so that
/// each combination has a plan of its own. Of a group it is only asked whether the user may be in it.
final class UserConditions {

    /// Whom nobody sees: who became part of another account, and whose organization nothing but leavers' statements named.
    static final String SEEN = "a.merged_into is null and a.organization_id <> ''";

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final StringBuilder sql = new StringBuilder(SEEN);
    private final Map<String, Object> parameters = new HashMap<>();

    /// @param filter which users are meant
    UserConditions(UserFilter filter) {
        add("a.organization_id = :organization", "organization", filter.organizationId());
        // Whose normal form is not computed yet is found by what PostgreSQL makes of the address.
        add("(a.email_key = :email or a.email_key is null and lower(a.email) = :email)", "email",
                filter.email() == null ? null : NormalForm.address(filter.email()));
        if (filter.status() != null) {
            sql.append(" and ").append(has(filter.status()));
        }
        add("a.external_id = :externalId", "externalId",
                filter.externalId() == null ? null : NormalForm.text(filter.externalId()));
        add("a.updated_at >= :since", "since", since(filter));
        add("a.search @@ cast(:words as tsquery)", "words",
                filter.text() == null ? null : SearchWords.query(filter.text()));
        // Asked whether there is any, PostgreSQL might collect all members of the group beforehand.
        add("(select true from directory_user d where d.account_id = a.id and d.group_ids @> array[cast(:group as text)] limit 1)",
                "group", filter.groupId());
        filter.attributes().forEach(this::addAttribute);
    }

    /// {@return the condition that an account is in a status, which is part of the text: few may be in one, and most in the
    /// other}
    static String has(Status status) {
        return "a.status = '%s'".formatted(status.name());
    }

    /// {@return the conditions, the first of which needs no `and`}
    @Override
    public String toString() {
        return sql.toString();
    }

    /// {@return their values}
    Map<String, Object> parameters() {
        return parameters;
    }

    private void add(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(condition);
            parameters.put(parameter, value);
        }
    }

    /// Says what the index says, so that it is found.
    private void addAttribute(String name, String value) {
        List<String> contained = AttributeValue.contained(name, value);
        int first = parameters.size();
        sql.append(IntStream.range(first, first + contained.size())
                .mapToObj(i -> "cast(a.attributes as jsonb) @> cast(:contained%d as jsonb)".formatted(i))
                .collect(Collectors.joining(" or ", " and a.attributes <> '{}' and (", ")")));
        contained.forEach(object -> parameters.put("contained" + parameters.size(), object));
    }

    /// Nothing changed before or after what PostgreSQL has times for.
    private static @Nullable OffsetDateTime since(UserFilter filter) {
        Instant since = filter.updatedSince();
        return since == null ? null : utc(since.isBefore(EARLIEST) ? EARLIEST : since.isAfter(LATEST) ? LATEST : since);
    }
}
