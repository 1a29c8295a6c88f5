package dev.rollcall.simulator;

import java.time.Instant;

/// Writes one directory's users as the Directory API lists them.
final class UserJson {

    private final Groups groups;
    private final boolean detail;
    private final boolean activeAndRoles;

    // Generated users share one time, and to write it takes longer than all the rest.
    private Instant time = Instant.EPOCH;
    private String timeText = "";

    /// @param detail whether with `user_detail`
    /// @param activeAndRoles whether `user_detail` has `active` and `roles`
    UserJson(Groups groups, boolean detail, boolean activeAndRoles) {
        this.groups = groups;
        this.detail = detail;
        this.activeAndRoles = activeAndRoles;
    }

    void write(StringBuilder json, SimulatedUser user) {
        json.append('{');
        Json.member(json, "id", user.id());
        names(json, user);
        json.append("\"emails\":[");
        Json.quote(json, user.email());
        json.append("],\"groups\":");
        Json.array(json, user.groups(), group -> {
            Json.member(json.append('{'), "id", group).append("\"display_name\":");
            Json.quote(json, groups.get(group).name());
            json.append('}');
        });
        if (detail) {
            json.append(",\"user_detail\":{");
            detail(json, user);
            json.append('}');
        }
        json.append(",\"updated_at\":\"").append(text(user.updatedAt())).append("\"}");
    }

    private static void names(StringBuilder json, SimulatedUser user) {
        Json.member(json, "email", user.email());
        Json.member(json, "preferred_username", user.email());
        Json.member(json, "given_name", user.givenName());
        Json.member(json, "family_name", user.familyName());
    }

    private void detail(StringBuilder json, SimulatedUser user) {
        names(json, user);
        Json.member(json, "name", user.name());
        if (activeAndRoles) {
            json.append("\"active\":").append(user.active()).append(",\"roles\":");
            Json.array(json, groups.rolesOf(user), role -> {
                json.append("{\"role_name\":");
                Json.quote(json, role);
                json.append('}');
            });
            json.append(',');
        }
        json.append("\"dp_id\":");
        Json.quote(json, user.dpId());
    }

    private String text(Instant instant) {
        if (!instant.equals(time)) {
            time = instant;
            timeText = instant.toString();
        }
        return timeText;
    }
}
