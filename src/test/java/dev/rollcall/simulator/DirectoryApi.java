package dev.rollcall.simulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Scalekit's API for organizations and directories, as far as it can be read, and the tokens for it.
final class DirectoryApi {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int LARGEST_PAGE = 30;
    private static final int DEFAULT_PAGE = 10;
    private static final int LARGEST_PAGE_OF_ORGANIZATIONS = 100;

    private final SimulatedEnvironment environment;
    private final Gate gate;
    private final Tokens tokens;
    private volatile boolean offsetPages;
    private volatile boolean numbersAsStrings;

    DirectoryApi(SimulatedEnvironment environment, Gate gate, Tokens tokens) {
        this.environment = environment;
        this.gate = gate;
        this.tokens = tokens;
    }

    void offsetPages(boolean offsetPages) {
        this.offsetPages = offsetPages;
    }

    void numbersAsStrings(boolean numbersAsStrings) {
        this.numbersAsStrings = numbersAsStrings;
    }

    void addTo(Routes routes) {
        var organizations = "/api/v1/organizations";
        var directories = organizations + "/{organization_id}/directories";
        routes.add("POST", "/oauth/token",
                (request, ids) -> gate.pass("token", request, hits -> tokens.issue(request)));
        add(routes, "users", directories + "/{id}/users", this::users);
        add(routes, "groups", directories + "/{id}/groups", this::groups);
        add(routes, "directories", directories + "/{id}",
                (ids, parameters, hits) -> write(Map.of("directory", describe(directory(ids)))));
        add(routes, "directories", directories, (ids, parameters, hits) -> write(Map.of("directories",
                organization(ids.getFirst()).directories().stream().map(DirectoryApi::describe).toList())));
        add(routes, "organizations", organizations + "/{id}",
                (ids, parameters, hits) -> write(Map.of("organization", describe(organization(ids.getFirst())))));
        add(routes, "organizations", organizations, this::organizations);
    }

    /// Answers with JSON.
    private interface Call {
        String answer(List<String> ids, Map<String, String> parameters, Hits hits);
    }

    private void add(Routes routes, String name, String path, Call call) {
        routes.add("GET", path, (request, ids) -> gate.pass(name, request, hits -> {
            if (!tokens.isGood(request.header("authorization"))) {
                throw Refusal.unauthenticated();
            }
            return Answer.json(200, call.answer(ids, request.queryParameters(), hits));
        }));
    }

    private String organizations(List<String> ids, Map<String, String> parameters, Hits hits) {
        var size = number(parameters, "page_size", DEFAULT_PAGE);
        if (size < DEFAULT_PAGE || size > LARGEST_PAGE_OF_ORGANIZATIONS) {
            throw Refusal.invalid("page_size must be between 10 and 100");
        }
        // None has an id of its customer's.
        var none = !parameters.getOrDefault("external_id", "").isEmpty();
        var all = environment.byNumber();
        return Listing.read(parameters, size, offsetPages, hits).write("organizations",
                none ? number -> 0 : higherKey(all), none ? 0 : all.size(), numbersAsStrings,
                (json, number) -> json.append(write(describe(all.get(number)))));
    }

    private String groups(List<String> ids, Map<String, String> parameters, Hits hits) {
        var directory = directory(ids);
        var listing = Listing.read(parameters, pageSize(parameters), offsetPages, hits);
        var updatedAfter = updatedAfter(parameters);
        var detail = flag(parameters, "include_detail");
        synchronized (directory) {
            var shown = new TreeMap<>(directory.groupTable().byNumber());
            shown.values().removeIf(group -> updatedAfter != null && !group.updatedAt().isAfter(updatedAfter));
            return listing.write("groups", higherKey(shown), shown.size(), numbersAsStrings,
                    (json, number) -> json.append(write(describe(shown.get(number), detail))));
        }
    }

    private String users(List<String> ids, Map<String, String> parameters, Hits hits) {
        var directory = directory(ids);
        var listing = Listing.read(parameters, pageSize(parameters), offsetPages, hits);
        var groupId = parameters.get("directory_group_id");
        var updatedAfter = updatedAfter(parameters);
        var filter = groupId == null && updatedAfter == null ? UserFilter.ALL : new UserFilter(groupId, updatedAfter);
        synchronized (directory) {
            var people = directory.population();
            var user = new UserJson(directory.groupTable(), flag(parameters, "include_detail"), directory.detailed());
            return listing.write("users", number -> people.next(number, filter), directory.count(filter),
                    numbersAsStrings, (json, number) -> user.write(json, people.get(number)));
        }
    }

    private SimulatedOrganization organization(String id) {
        return environment.find(id).orElseThrow(() -> Refusal.notFound("The organization does not exist"));
    }

    private SimulatedDirectory directory(List<String> ids) {
        return organization(ids.getFirst()).directories().stream()
                .filter(directory -> directory.id().equals(ids.getLast())).findFirst()
                .orElseThrow(() -> Refusal.notFound("The directory does not exist"));
    }

    private static IntUnaryOperator higherKey(NavigableMap<Integer, ?> map) {
        return number -> {
            var higher = map.higherKey(number);
            return higher == null ? 0 : higher;
        };
    }

    private static int pageSize(Map<String, String> parameters) {
        var size = number(parameters, "page_size", DEFAULT_PAGE);
        return size == 0 ? DEFAULT_PAGE : Math.min(size, LARGEST_PAGE);
    }

    private static int number(Map<String, String> parameters, String name, int absent) {
        try {
            return Integer.parseUnsignedInt(parameters.getOrDefault(name, Integer.toString(absent)));
        } catch (NumberFormatException e) {
            throw Refusal.invalid(name + " is not a number");
        }
    }

    private static boolean flag(Map<String, String> parameters, String name) {
        return Boolean.parseBoolean(parameters.get(name));
    }

    private static @Nullable Instant updatedAfter(Map<String, String> parameters) {
        var text = parameters.get("updated_after");
        try {
            return text == null || text.isEmpty() ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid("updated_after is not a time");
        }
    }

    private static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    private static Map<String, Object> describe(SimulatedOrganization organization) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", organization.id());
        json.put("create_time", organization.createdAt().toString());
        json.put("update_time", organization.updatedAt().toString());
        json.put("display_name", organization.name());
        json.put("region_code", "US");
        json.put("external_id", "");
        json.put("metadata", Map.of());
        json.put("settings", Map.of("features", List.of(Map.of("name", "dir_sync", "enabled", true))));
        return json;
    }

    private static Map<String, Object> describe(SimulatedGroup group, boolean detail) {
        var json = new LinkedHashMap<String, Object>();
        json.put("id", group.id());
        json.put("display_name", group.name());
        json.put("total_users", group.members());
        json.put("updated_at", group.updatedAt().toString());
        if (detail) {
            json.put("group_detail", Map.of("display_name", group.name()));
        }
        return json;
    }

    private static Map<String, Object> describe(SimulatedDirectory directory) {
        synchronized (directory) {
            var users = directory.size();
            var groups = directory.groupTable();
            var json = new LinkedHashMap<String, Object>();
            json.put("id", directory.id());
            json.put("name", "Okta");
            json.put("organization_id", directory.organizationId());
            json.put("directory_type", "SCIM");
            json.put("directory_provider", "OKTA");
            json.put("enabled", directory.enabled());
            json.put("status", "COMPLETED");
            json.put("groups_tracked", "ALL");
            json.put("attribute_mappings", Map.of("attributes", List.of()));
            json.put("secrets", List.of());
            json.put("total_users", users);
            json.put("total_groups", groups.size());
            json.put("last_synced_at", directory.lastChange().toString());
            json.put("stats", Map.of("total_users", users, "total_groups", groups.size(), "user_updated_at",
                    directory.usersUpdatedAt().toString(), "group_updated_at", directory.groupsUpdatedAt().toString()));
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
