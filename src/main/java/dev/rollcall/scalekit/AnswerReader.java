package dev.rollcall.scalekit;

import dev.rollcall.scalekit.Answers.DirectoryJson;
import dev.rollcall.scalekit.Answers.GroupJson;
import dev.rollcall.scalekit.Answers.OrganizationJson;
import dev.rollcall.scalekit.Answers.RoleAssignmentJson;
import dev.rollcall.scalekit.Answers.RoleAssignments;
import dev.rollcall.scalekit.Answers.StatsJson;
import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads what answers say into the records that events are read into.
final class AnswerReader {

    private AnswerReader() {
    }

    /// Reads every element or fails: one that is left out would look as if it were gone.
    static <J, T> List<T> each(@Nullable List<@Nullable J> elements, String field, Function<J, T> reader) {
        if (elements == null) {
            return List.of();
        }
        List<T> read = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            try {
                read.add(present(elements.get(i), reader));
            } catch (UnreadableAnswerException unreadable) {
                throw new UnreadableAnswerException(field + "[" + i + "]" + unreadable.getMessage());
            }
        }
        return read;
    }

    static <J, T> T one(@Nullable J element, String field, Function<J, T> reader) {
        try {
            return present(element, reader);
        } catch (UnreadableAnswerException unreadable) {
            throw new UnreadableAnswerException(field + unreadable.getMessage());
        }
    }

    private static <J, T> T present(@Nullable J element, Function<J, T> reader) {
        if (element == null) {
            throw new UnreadableAnswerException(" is missing");
        }
        try {
            return reader.apply(element);
        } catch (UnreadableAnswerException unreadable) {
            throw new UnreadableAnswerException("." + unreadable.getMessage());
        }
    }

    static Organization organization(OrganizationJson json) {
        return new Organization(Text.key(json.id(), "id"), Text.text(json.displayName()));
    }

    static ListedDirectory directory(DirectoryJson json, String organizationId) {
        Directory directory = new Directory(Text.key(json.id(), "id"), organizationId,
                Text.text(json.directoryProvider()));
        return new ListedDirectory(directory, !Boolean.FALSE.equals(json.enabled()), stats(json.stats()),
                roleAssignments(json.roleAssignments()));
    }

    static DirectoryGroup group(GroupJson json, Directory directory) {
        return new DirectoryGroup(Text.key(json.id(), "id"), directory.organizationId(), directory.id(),
                Text.text(json.displayName()));
    }

    private static @Nullable Stats stats(@Nullable StatsJson json) {
        return json == null ? null
                : new Stats(json.totalUsers(), json.totalGroups(), Text.instant(json.userUpdatedAt()),
                        Text.instant(json.groupUpdatedAt()));
    }

    private static @Nullable List<RoleAssignment> roleAssignments(@Nullable RoleAssignments json) {
        return json == null || json.assignments() == null ? null
                : each(json.assignments(), "role_assignments.assignments", AnswerReader::roleAssignment);
    }

    private static RoleAssignment roleAssignment(RoleAssignmentJson json) {
        return new RoleAssignment(Text.key(json.groupId(), "group_id"), Text.key(json.roleName(), "role_name"));
    }
}
