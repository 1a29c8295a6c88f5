package dev.rollcall.scalekit;

import dev.rollcall.scalekit.ListedDirectory.AttributeMapping;
import dev.rollcall.scalekit.ListedDirectory.Details;
import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import dev.rollcall.scalekit.ListedDirectory.Token;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what an answer says of a directory. What runs depend on has to be readable; what is only shown may be odd.
final class ListedDirectoryReader {

    /// A token is never shown, whatever is said to be its end.
    private static final int LONGEST_SUFFIX = 4;

    private static final String INACTIVE = "INACTIVE";

    private ListedDirectoryReader() {
    }

    static ListedDirectory directory(Fields fields, String organizationId, Instant fetchedAt) {
        ScalekitDirectory directory = new ScalekitDirectory(AnswerReader.key(fields, "id"), organizationId,
                fields.label("directory_provider"), fields.label("directory_type"));
        return new ListedDirectory(directory, !Boolean.FALSE.equals(fields.flag("enabled")),
                fields.says("stats") ? stats(fields.object("stats")) : null,
                roleAssignments(fields.object("role_assignments")), fetchedAt, details(fields));
    }

    private static Details details(Fields fields) {
        return new Details(said(fields, "last_synced_at"), fields.number("total_users"), fields.label("groups_tracked"),
                some(fields.object("attribute_mappings").list("attributes", ListedDirectoryReader::attributeMapping)),
                some(fields.list("secrets", ListedDirectoryReader::token)));
    }

    private static <T> List<T> some(@Nullable List<T> read) {
        return read == null ? List.of() : read;
    }

    private static @Nullable AttributeMapping attributeMapping(Fields fields) {
        String key = fields.label("key");
        String mapTo = fields.label("map_to");
        return key == null || mapTo == null ? null : new AttributeMapping(key, mapTo);
    }

    private static Token token(Fields fields) {
        String suffix = fields.label("secret_suffix");
        return new Token(suffix == null ? null : suffix.substring(Math.max(0, suffix.length() - LONGEST_SUFFIX)),
                !INACTIVE.equals(fields.label("status")), said(fields, "expire_time"), said(fields, "last_used_time"));
    }

    /// An instant that was never set is written as the first one that there is.
    private static @Nullable Instant said(Fields fields, String field) {
        Instant at = fields.instant(field);
        return at == null || !at.isAfter(Instant.EPOCH) ? null : at;
    }

    private static Stats stats(Fields fields) {
        return new Stats(fields.number("total_users"), fields.number("total_groups"), fields.instant("user_updated_at"),
                fields.instant("group_updated_at"));
    }

    /// One that were left out would take a role from all members of its group.
    private static @Nullable List<RoleAssignment> roleAssignments(Fields fields) {
        return !fields.says("assignments") ? null
                : AnswerReader.all(fields, "assignments", one -> new RoleAssignment(AnswerReader.key(one, "group_id"),
                        AnswerReader.key(one, "role_name")));
    }
}
