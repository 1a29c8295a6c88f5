package dev.rollcall.faults;

import dev.rollcall.RollcallClient;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What Rollcall's API says otherwise than the directories: users, their roles and groups, and the groups themselves.
final class Differences {

    private final List<String> found = new ArrayList<>();

    /// {@return one sentence for each}
    static List<String> between(List<SimulatedDirectory> directories, RollcallClient rollcall) {
        var differences = new Differences();
        for (SimulatedDirectory directory : directories) {
            differences.users(directory, all(rollcall, "/api/v1/users", directory));
            differences.groups(directory, all(rollcall, "/api/v1/groups", directory));
        }
        return differences.found;
    }

    private static List<JsonNode> all(RollcallClient rollcall, String list, SimulatedDirectory directory) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = rollcall.get(list + "?limit=100&organization_id=" + directory.organizationId() + cursor)
                    .json();
            page.path("data").forEach(all::add);
            cursor = page.path("next_cursor").isString() ? "&cursor=" + page.path("next_cursor").asString() : "";
        } while (!cursor.isEmpty());
        return all;
    }

    private void users(SimulatedDirectory directory, List<JsonNode> accounts) {
        Map<String, JsonNode> accountOf = new HashMap<>();
        for (JsonNode account : accounts) {
            account.path("directory_user_ids").forEach(id -> accountOf.put(id.asString(), account));
        }
        Set<JsonNode> present = new HashSet<>();
        for (SimulatedUser user : directory.users()) {
            JsonNode account = accountOf.get(user.id());
            if (account == null) {
                found.add(user.id() + " has no account");
            } else {
                present.add(account);
                user(user, account);
            }
        }
        accounts.stream().filter(account -> !present.contains(account)).forEach(account -> {
            compare(account, "status", "DEACTIVATED", account.path("status").asString());
            compare(account, "roles", Set.of(), names(account, "roles", "name"));
        });
    }

    private void user(SimulatedUser user, JsonNode account) {
        compare(account, "status", user.active() ? "ACTIVE" : "DEACTIVATED", account.path("status").asString());
        compare(account, "roles", user.active() ? Set.copyOf(user.roles()) : Set.of(), names(account, "roles", "name"));
        compare(account, "groups", user.active() ? Set.copyOf(user.groups()) : Set.of(),
                names(account, "groups", "id"));
        if (user.active()) {
            // Of who has left, what is said of the address is not taken.
            compare(account, "email", user.email(), account.path("email").asString());
        }
        compare(account, "given_name", user.givenName(), account.path("given_name").asString());
        compare(account, "family_name", user.familyName(), account.path("family_name").asString());
    }

    private void groups(SimulatedDirectory directory, List<JsonNode> groups) {
        Function<Stream<String>, Set<String>> set = names -> names.collect(Collectors.toSet());
        Set<String> expected = set.apply(directory.groups().stream().map(group -> group.id() + " " + group.name()));
        Set<String> actual = set.apply(groups.stream()
                .map(group -> group.path("id").asString() + " " + group.path("display_name").asString()));
        if (!expected.equals(actual)) {
            found.add("groups of " + directory.id() + ": " + actual + " instead of " + expected);
        }
    }

    private void compare(JsonNode account, String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            found.add(
                    "%s of %s: %s instead of %s".formatted(what, account.path("directory_user_ids"), actual, expected));
        }
    }

    private static Set<String> names(JsonNode account, String list, String member) {
        return account.path(list).valueStream().map(element -> element.path(member).asString())
                .collect(Collectors.toSet());
    }
}
