package dev.rollcall.scalekit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the users of one directory, whose role assignments give the roles that a page leaves out.
final class ListedUserReader {

    private final ScalekitDirectory directory;
    private final @Nullable Map<String, List<String>> rolesOfGroups;

    ListedUserReader(ListedDirectory listed) {
        this.directory = listed.directory();
        List<RoleAssignment> assignments = listed.roleAssignments();
        this.rolesOfGroups = assignments == null ? null
                : assignments.stream()
                        .collect(groupingBy(RoleAssignment::groupId, mapping(RoleAssignment::roleName, toList())));
    }

    /// {@return the user; null if there is no id that can be read}
    @Nullable
    ListedUser user(Fields listed) {
        String id = listed.key("id");
        if (id == null) {
            return null;
        }
        Fields detail = listed.object("user_detail");
        Boolean active = first(detail, listed, fields -> fields.flag("active"));
        List<ScalekitGroup> groups = listed.list("groups", group -> AnswerReader.group(group, directory));
        ScalekitUser user = new ScalekitUser(id, directory.organizationId(), active,
                Boolean.FALSE.equals(active) ? null : listed.email(), first(detail, listed, Fields::fullName),
                listed.name("given_name"), listed.name("family_name"), first(detail, listed, Fields::dpId),
                roles(detail.has("roles") ? detail : listed, groups), groups, null,
                first(detail, listed, Attributes::username));
        return new ListedUser(user, listed.instant("updated_at"), !listed.has("groups"), Set.copyOf(listed.leftAside()),
                user.isLeaving() ? new JsonValue(listed.value("email")).text() : null);
    }

    private static <T> @Nullable T first(Fields detail, Fields listed, Function<Fields, @Nullable T> reader) {
        T said = reader.apply(detail);
        return said == null ? reader.apply(listed) : said;
    }

    private @Nullable List<String> roles(Fields fields, @Nullable List<ScalekitGroup> groups) {
        JsonNode list = fields.value("roles");
        boolean ofScalekit = list.values().stream().anyMatch(ListedUserReader::isRole);
        List<String> said = ofScalekit || list.isEmpty() // else the provider's own, which are no roles
                ? fields.list("roles", role -> role.expectedKey("role_name"))
                : null;
        if (ofScalekit || rolesOfGroups == null) {
            return said;
        }
        if (groups == null) {
            return null;
        }
        return groups.stream().flatMap(group -> rolesOfGroups.getOrDefault(group.id(), List.of()).stream()).distinct()
                .toList();
    }

    private static boolean isRole(JsonNode role) {
        return role.has("role_name") || role.has("roleName");
    }
}
