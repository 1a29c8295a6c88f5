package dev.rollcall.journal;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/// Whom a change may concern.
///
/// @param organizationId the organization; null for all of them
/// @param match what of a group is compared with the value: `ID`, `NAME` or `PATTERN`, see `mapping_means` in the database;
/// null if it is not about groups but about everybody
/// @param value what it is compared with
public record Scope(@Nullable String organizationId, @Nullable String match, @Nullable String value) {

    private static final String BY_ID = "ID";

    public static Scope everybodyIn(String organizationId) {
        return new Scope(organizationId, null, null);
    }

    public static Scope membersOf(String organizationId, String groupId) {
        return new Scope(organizationId, BY_ID, groupId);
    }

    /// {@return a query for the accounts, to whose statement [#bind] gives values}
    String accounts() {
        if (match == null) {
            return "select id as account_id from app_user where organization_id = :organization and merged_into is null";
        }
        // Only where it is given: one plan for all values would look at every group for each organization.
        String ofOne = organizationId == null ? "" : "and organization_id = :organization";
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
        return statement.param("organization", organizationId).param("match", match).param("value", value);
    }
}
