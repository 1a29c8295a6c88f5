package dev.rollcall.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/// Whom a change may concern: the members of groups, whoever has an attribute, or everybody.
///
/// @param organizationId the organization; null for all of them
/// @param match what of a group is compared with the value: `ID`, `NAME` or `PATTERN`, see `mapping_means` in the database;
/// null if it is not about groups
/// @param value what it, or the attribute, is compared with
/// @param attribute an attribute, by the names that [AttributeValue] takes; null if it is not about one
public record Scope(@Nullable String organizationId, @Nullable String match, @Nullable String value,
        @Nullable String attribute) {

    private static final String BY_ID = "ID";

    /// {@return everybody of an organization, or of all if it is null}
    public static Scope everybodyIn(@Nullable String organizationId) {
        return new Scope(organizationId, null, null, null);
    }

    public static Scope membersOf(String organizationId, String groupId) {
        return members(organizationId, BY_ID, groupId);
    }

    /// {@return the members of the groups of an organization, or of all if it is null, that `mapping_means`}
    public static Scope members(@Nullable String organizationId, String match, String value) {
        return new Scope(organizationId, match, value, null);
    }

    /// {@return whoever of an organization, or of all if it is null, has an attribute}
    public static Scope having(@Nullable String organizationId, String attribute, String value) {
        return new Scope(organizationId, null, value, attribute);
    }

    /// {@return a query for the accounts, to whose statement [#bind] gives values}
    String accounts() {
        // Only where it is given: one plan for all values would look at every group for each organization.
        String ofOne = organizationId == null ? "" : "and organization_id = :organization";
        if (attribute != null) {
            // As the index says it.
            return """
                    with having_it as materialized (
                        select id from app_user
                         where attributes <> '{}' and organization_id <> '' %s
                           and (cast(attributes as jsonb) @> cast(:contained as jsonb) or cast(attributes as jsonb) @> cast(:orContained as jsonb)))
                    select id as account_id from having_it"""
                    .formatted(ofOne);
        }
        if (match == null) {
            return "select id as account_id from app_user where merged_into is null and organization_id <> '' " + ofOne;
        }
        String groups = match.equals(BY_ID) ? "array[cast(:value as text)]"
                : "array(select id from directory_group where mapping_means(:match, :value, id, display_name) %s)"
                        .formatted(ofOne);
        // Found by their groups first: who goes through all accounts in their order may find the last one at the
        // end.
        return """
                with members as materialized (select account_id from directory_user where group_ids && %s)
                select account_id from members""".formatted(groups);
    }

    StatementSpec bind(StatementSpec statement) {
        List<String> contained = attribute == null ? List.of("{}")
                : AttributeValue.contained(attribute, String.valueOf(value));
        return statement.param("organization", organizationId).param("match", match).param("value", value)
                .param("attribute", attribute).param("contained", contained.getFirst())
                .param("orContained", contained.getLast());
    }
}
