package dev.rollcall.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the Directory API says about an organization, a directory and a group.
final class DirectoryJson {

    private DirectoryJson() {
    }

    static Map<String, Object> describe(SimulatedOrganization organization) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", organization.id());
        json.put("create_time", organization.createdAt().toString());
        json.put("update_time", organization.updatedAt().toString());
        json.put("display_name", organization.name());
        json.put("region_code", "US");
        json.put("external_id", organization.externalId());
        json.put("metadata", organization.metadata());
        json.put("settings", Map.of("features", List.of(Map.of("name", "dir_sync", "enabled", true))));
        return json;
    }

    static Map<String, Object> describe(SimulatedGroup group, boolean detail, Oddities oddities) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", group.id());
        json.put("display_name", group.name());
        json.put("total_users", group.members());
        json.put("updated_at", oddities.told(group.updatedAt()).toString());
        if (detail) {
            json.put("group_detail", Map.of("display_name", group.name()));
        }
        return json;
    }

    private static Map<String, Object> describe(SimulatedDirectory directory, SimulatedToken token) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", "dirsec_" + token.suffix());
        json.put("directory_id", directory.id());
        json.put("secret_suffix", token.suffix());
        if (token.expiresAt() != null) {
            json.put("expire_time", token.expiresAt().toString());
        }
        if (token.lastUsedAt() != null) {
            json.put("last_used_time", token.lastUsedAt().toString());
        }
        if (!token.active()) {
            json.put("status", "INACTIVE");
        }
        return json;
    }

    static Map<String, Object> describe(SimulatedDirectory directory) {
        synchronized (directory) {
            var users = directory.size();
            var groups = directory.groupTable();
            var oddities = directory.oddities();
            var json = new LinkedHashMap<String, Object>();
            json.put("id", directory.id());
            json.put("name", directory.provider().title());
            json.put("organization_id", directory.organizationId());
            json.put("directory_type", "SCIM");
            json.put("directory_provider", directory.provider().name());
            json.put("enabled", oddities.told(directory.enabled()));
            json.put("status", "COMPLETED");
            json.put("groups_tracked", "ALL");
            json.put("attribute_mappings",
                    Map.of("attributes", List.of(Map.of("key", "userName", "map_to", "preferred_username"),
                            Map.of("key", "emails[0].value", "map_to", "email"))));
            json.put("secrets", directory.tokens().stream().map(token -> describe(directory, token)).toList());
            json.put("total_users", users);
            json.put("total_groups", groups.size());
            json.put("last_synced_at", oddities.told(directory.lastChange()).toString());
            json.put("stats",
                    Map.of("total_users", users, "total_groups", groups.size(), "user_updated_at",
                            oddities.told(directory.usersUpdatedAt()).toString(), "group_updated_at",
                            oddities.told(directory.groupsUpdatedAt()).toString()));
            json.put("role_assignments",
                    Map.of("assignments",
                            groups.roles().entrySet().stream()
                                    .flatMap(group -> group.getValue().stream()
                                            .map(role -> Map.of("group_id", group.getKey(), "role_name", role)))
                                    .toList()));
            return json;
        }
    }
}
