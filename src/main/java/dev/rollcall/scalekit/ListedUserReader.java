package dev.rollcall.scalekit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.rollcall.scalekit.Answers.UserDetail;
import dev.rollcall.scalekit.Answers.UserJson;
import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the users of one directory, whose role assignments give the roles that a page leaves out.
final class ListedUserReader {

    private final Directory directory;
    private final @Nullable Map<String, List<String>> rolesOfGroups;

    ListedUserReader(ListedDirectory listed) {
        this.directory = listed.directory();
        List<RoleAssignment> assignments = listed.roleAssignments();
        this.rolesOfGroups = assignments == null ? null
                : assignments.stream()
                        .collect(groupingBy(RoleAssignment::groupId, mapping(RoleAssignment::roleName, toList())));
    }

    ListedUser user(UserJson json) {
        return new ListedUser(directoryUser(json), Text.instant(json.updatedAt()));
    }

    private DirectoryUser directoryUser(UserJson json) {
        String id = Text.key(json.id(), "id");
        UserDetail detail = Objects.requireNonNullElse(json.userDetail(), UserDetail.SILENT);
        try {
            List<DirectoryGroup> groups = json.groups() == null ? null
                    : AnswerReader.each(json.groups(), "groups", group -> AnswerReader.group(group, directory));
            return new DirectoryUser(id, directory.organizationId(), detail.active(), Text.email(json.email()),
                    name(detail.name()), Text.text(json.givenName()), Text.text(json.familyName()),
                    roles(detail.roles(), groups), groups);
        } catch (UnreadableAnswerException unreadable) {
            if (Boolean.FALSE.equals(detail.active())) {
                return leaver(json, id);
            }
            throw new UnreadableAnswerException(unreadable.getMessage() + " (" + id + ")");
        }
    }

    /// Of one who left only the id matters: nothing else on the page may keep a leaver's access alive.
    private DirectoryUser leaver(UserJson json, String id) {
        String email;
        try {
            email = Text.email(json.email());
        } catch (UnreadableAnswerException unreadable) {
            email = null;
        }
        return new DirectoryUser(id, directory.organizationId(), false, email, null, null, null, null, null);
    }

    private static @Nullable String name(@Nullable Object name) {
        return switch (name) {
            case String text -> Text.text(text);
            case Map<?, ?> scim when scim.get("formatted") instanceof String text -> Text.text(text);
            case null, default -> null;
        };
    }

    private @Nullable List<String> roles(@Nullable Object roles, @Nullable List<DirectoryGroup> groups) {
        if (roles instanceof List<?> list && (list.isEmpty() || list.stream().anyMatch(ListedUserReader::isRole))) {
            List<String> names = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                names.add(Text.key(roleName(list.get(i)), "user_detail.roles[" + i + "].role_name"));
            }
            return names;
        }
        if (rolesOfGroups == null || groups == null) {
            return null;
        }
        return groups.stream().flatMap(group -> rolesOfGroups.getOrDefault(group.id(), List.of()).stream()).distinct()
                .toList();
    }

    private static boolean isRole(@Nullable Object role) {
        return role instanceof Map<?, ?> map && (map.containsKey("role_name") || map.containsKey("roleName"));
    }

    private static @Nullable String roleName(@Nullable Object role) {
        if (!(role instanceof Map<?, ?> map)) {
            return null;
        }
        return (map.containsKey("role_name") ? map.get("role_name") : map.get("roleName")) instanceof String name ? name
                : null;
    }
}
