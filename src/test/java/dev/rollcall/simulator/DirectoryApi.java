package dev.rollcall.simulator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
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
    private final Portal portal;
    private volatile boolean offsetPages;
    private volatile boolean numbersAsStrings;

    DirectoryApi(SimulatedEnvironment environment, Gate gate, Tokens tokens) {
        this.environment = environment;
        this.gate = gate;
        this.tokens = tokens;
        this.portal = new Portal(environment);
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
                (ids, parameters, hits) -> write(Map.of("directory", DirectoryJson.describe(directory(ids)))));
        add(routes, "directories", directories, (ids, parameters, hits) -> write(Map.of("directories",
                organization(ids.getFirst()).directories().stream().map(DirectoryJson::describe).toList())));
        add(routes, "organizations", organizations + "/{id}", (ids, parameters,
                hits) -> write(Map.of("organization", DirectoryJson.describe(organization(ids.getFirst())))));
        add(routes, "organizations", organizations, this::organizations);
        add(routes, "roles", "/api/v1/roles", (ids, parameters, hits) -> write(Map.of("roles", environment.roles()
                .stream().map(name -> Map.of("id", "role_" + name, "name", name, "is_org_role", false)).toList())));
        add(routes, "PUT", "portal_links", organizations + "/{id}/portal_links", (request, ids) -> {
            if (!request.queryParameters().getOrDefault("features", "dir_sync").equals("dir_sync")) {
                throw Refusal.invalid("features is none that the simulator has");
            }
            return write(Map.of("link", portal.link("http://" + request.header("host"), organization(ids.getFirst()))));
        });
        portal.addTo(routes);
    }

    private void add(Routes routes, String method, String name, String path,
            BiFunction<Request, List<String>, String> call) {
        routes.add(method, path, (request, ids) -> gate.pass(name, request, hits -> {
            if (!tokens.isGood(request.header("authorization"))) {
                throw Refusal.unauthenticated();
            }
            return Answer.json(200, call.apply(request, ids));
        }));
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
            return told(oddities(ids), environment.time().instant(), call.answer(ids, request.queryParameters(), hits));
        }));
    }

    private static Answer.Whole told(Oddities oddities, Instant time, String json) {
        var answer = Answer.json(200, oddities.has(Oddity.BYTE_ORDER_MARK) ? "\uFEFF" + json : json);
        return oddities.has(Oddity.FUTURE_DATES) ? answer.with("Date", HttpListener.httpDate(Oddity.ahead(time)))
                : answer;
    }

    private Oddities oddities(List<String> ids) {
        return ids.size() < 2 ? environment.oddities() : directory(ids).oddities();
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
                (json, number) -> json.append(write(DirectoryJson.describe(all.get(number)))));
    }

    private String groups(List<String> ids, Map<String, String> parameters, Hits hits) {
        var directory = directory(ids);
        var listing = Listing.read(parameters, pageSize(parameters), offsetPages, hits);
        var updatedAfter = updatedAfter(parameters);
        var detail = flag(parameters, "include_detail");
        synchronized (directory) {
            var shown = new TreeMap<>(directory.groupTable().byNumber());
            shown.values().removeIf(group -> updatedAfter != null && !group.updatedAt().isAfter(updatedAfter));
            return listing.write("groups", higherKey(shown), shown.size(), numbersAsStrings, (json, number) -> json
                    .append(write(DirectoryJson.describe(shown.get(number), detail, directory.oddities()))));
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
            var user = new UserJson(directory, flag(parameters, "include_detail"));
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
}
