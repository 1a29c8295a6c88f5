package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableTexts;

import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Version;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A user as a page had it, read again as the observation that it is.
final class StagedUser {

    /// Whether a staged user `s` says of the directory user `u` nothing but what is known: who is new or says something else
    /// is looked at one by one, the others never leave the database.
    static final String SAME = """
            (s.active is null or s.active is not distinct from u.active)
                and (s.email is null or s.email = coalesce(u.email, ''))
                and (s.name is null or s.name = coalesce(u.name, ''))
                and (s.given_name is null or s.given_name = coalesce(u.given_name, ''))
                and (s.family_name is null or s.family_name = coalesce(u.family_name, ''))
                and (s.dp_id is null or s.dp_id = coalesce(u.dp_id, '')) and coalesce(u.placed, true)
                and (s.username is null or s.username = coalesce(u.username, ''))
                and (s.roles is null or s.roles is not distinct from u.roles)
                and (s.group_ids is null or s.group_ids is not distinct from u.group_ids)""";

    private StagedUser() {
    }

    /// @param row a row of `staged_user`, with its id as `subject_id`, whether it is `absent` and the kinds of changes that are
    /// `held` back: what they would take is not said
    /// @return the observation
    static Observation seen(ResultSet row, RunLease lease, DirectoryTask task) throws SQLException {
        String id = row.getString("subject_id");
        String organization = task.organizationId();
        Instant at = instant(row, "seen_at");
        if (row.getBoolean("absent")) {
            return new Observation(ScalekitUser.gone(id, organization), null, Version.absentIn(at, lease.runId()));
        }
        List<String> held = Objects.requireNonNullElse(nullableTexts(row, "held"), List.of());
        boolean leaving = held.contains("user.deactivated");
        List<String> groups = leaving || held.contains("user.groups_removed") ? null : nullableTexts(row, "group_ids");
        return new Observation(
                new ScalekitUser(id, organization, leaving ? null : row.getObject("active", Boolean.class),
                        held.contains("user.email_removed") ? null : row.getString("email"), row.getString("name"),
                        row.getString("given_name"), row.getString("family_name"), row.getString("dp_id"),
                        leaving || held.contains("user.roles_removed") ? null : nullableTexts(row, "roles"),
                        groups(groups, task, task.directoryId()), null, row.getString("username")),
                task.directoryId(), Version.ofRun(at, lease.runId()));
    }

    static @Nullable List<ScalekitGroup> groups(@Nullable List<String> ids, DirectoryTask task,
            @Nullable String directoryId) {
        return ids == null ? null
                : ids.stream().map(id -> new ScalekitGroup(id, task.organizationId(), directoryId, null)).toList();
    }
}
