package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Writes one page of a directory's users as the Directory API lists them.
final class UserJson {

    private final Groups groups;
    private final Oddities oddities;
    private final boolean detail;
    private final boolean activeAndRoles;
    private boolean isFirst = true;

    // Generated users share one time, and to write it takes longer than all the rest.
    private Instant time = Instant.EPOCH;
    private String timeText = "";

    /// @param detail whether with `user_detail`
    UserJson(SimulatedDirectory directory, boolean detail) {
        this.groups = directory.groupTable();
        this.oddities = directory.oddities();
        this.detail = detail;
        this.activeAndRoles = directory.detailed();
    }

    void write(StringBuilder json, SimulatedUser user) {
        var unreadable = isHit(Oddity.UNREADABLE_USER, user);
        var told = unreadable ? user.email("x".repeat(400) + "@example.com") : user;
        json.append('{');
        if (!isHit(Oddity.USER_WITHOUT_ID, user)) {
            Json.member(json, "id", user.id());
        }
        isFirst = false;
        names(json, told);
        json.append("\"emails\":[");
        Json.quote(json, told.email());
        json.append("],");
        if (unreadable) {
            json.append("\"groups\":[{}],");
        } else {
            list(json, user, "groups", user.groups(), group -> group(json, group));
        }
        if (detail) {
            json.append("\"user_detail\":{");
            detail(json, told);
            json.append("},");
        }
        json.append("\"updated_at\":\"").append(text(user)).append("\"}");
    }

    private boolean isHit(Oddity onePerson, SimulatedUser user) {
        return oddities.names(onePerson, user.id()) || isFirst && oddities.has(onePerson);
    }

    private static void names(StringBuilder json, SimulatedUser user) {
        Json.member(json, "email", user.email());
        Json.member(json, "preferred_username", user.email());
        Json.member(json, "given_name", user.givenName());
        Json.member(json, "family_name", user.familyName());
    }

    private void group(StringBuilder json, String group) {
        Json.member(json.append('{'), "id", group).append("\"display_name\":");
        Json.quote(json, groups.get(group).name());
        json.append('}');
    }

    private void detail(StringBuilder json, SimulatedUser user) {
        names(json, user);
        Json.member(json, "name", user.name());
        if (activeAndRoles) {
            active(json.append("\"active\":"), user);
            list(json, user, "roles", groups.rolesOf(user), role -> {
                json.append("{\"role_name\":");
                Json.quote(json, role);
                json.append('}');
            });
        }
        json.append("\"dp_id\":");
        Json.quote(json, user.dpId());
    }

    private void active(StringBuilder json, SimulatedUser user) {
        if (oddities.has(Oddity.BOOLEANS_AS_TEXTS, user.id())) {
            Json.quote(json, Oddity.text(user.active()));
        } else {
            json.append(user.active());
        }
        json.append(',');
    }

    /// Writes a list and the comma after it; null for an empty one.
    private void list(StringBuilder json, SimulatedUser user, String name, List<String> elements,
            Consumer<String> element) {
        if (elements.isEmpty() && oddities.has(Oddity.MISSING_LISTS, user.id())) {
            return;
        }
        json.append('"').append(name).append("\":");
        if (elements.isEmpty() && !oddities.has(Oddity.EMPTY_LISTS, user.id())) {
            json.append("null");
        } else {
            Json.array(json, elements, element);
        }
        json.append(',');
    }

    private String text(SimulatedUser user) {
        if (oddities.has(Oddity.FUTURE_DATES, user.id())) {
            return Oddity.ahead(user.updatedAt()).toString();
        }
        if (!user.updatedAt().equals(time)) {
            time = user.updatedAt();
            timeText = time.toString();
        }
        return timeText;
    }
}
