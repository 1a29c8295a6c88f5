package dev.rollcall.journal;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the application sees change of one user.
final class UserDifference {

    private final @Nullable User before;
    private final User after;

    private UserDifference(@Nullable User before, User after) {
        this.before = before;
        this.after = after;
    }

    /// {@return the entries to write; none if nothing changed}
    ///
    /// @param before the user as it was; null if there was none
    /// @param after the user as it is
    /// @param isTold whether there is another entry, which has the user as it is, too
    static List<JournalEntry> between(@Nullable User before, User after, boolean isTold) {
        return new UserDifference(before, after).entries(isTold);
    }

    private List<JournalEntry> entries(boolean isTold) {
        List<FieldChange> status = changed("status", user -> user.status().name(), null);
        List<FieldChange> details = details();
        List<FieldChange> roles = changed("roles", UserDifference::roles, List.of());
        if (before == null || isMerged()) {
            List<FieldChange> all = new ArrayList<>(status);
            all.addAll(details);
            all.addAll(roles);
            return List.of(new JournalEntry(after.id(), before == null ? "user.created" : "user.merged", all));
        }
        // Whom only leavers' statements had placed may turn out to belong elsewhere.
        details.addAll(changed("organization_id", User::organizationId, null));
        List<JournalEntry> entries = new ArrayList<>();
        addAny(after.status() == Status.ACTIVE ? "user.reactivated" : "user.deactivated", status, entries);
        addAny("user.updated", details, entries);
        addAny("user.roles_changed", roles, entries);
        if (entries.isEmpty() && !isTold) {
            addAny("user.updated", changed("directory_users", UserDifference::directoryUsers, List.of()), entries);
        }
        return entries;
    }

    /// An account keeps its directory users for ever, unless it turns out to be the same person as another one.
    private boolean isMerged() {
        return before != null && !before.directoryUserIds().isEmpty() && after.directoryUserIds().isEmpty();
    }

    private List<FieldChange> details() {
        List<FieldChange> details = new ArrayList<>();
        details.addAll(changed("external_id", User::externalId, null));
        details.addAll(changed("organization_external_id", User::organizationExternalId, null));
        details.addAll(changed("email", User::email, null));
        details.addAll(changed("name", User::name, null));
        details.addAll(changed("given_name", User::givenName, null));
        details.addAll(changed("family_name", User::familyName, null));
        List<FieldChange> groups = changed("groups", user -> user.groups().stream().map(User.Group::id).toList(),
                List.of());
        details.addAll(
                groups.isEmpty()
                        ? changed("group_names", user -> user.groups().stream().map(User.Group::displayName).toList(),
                                List.of())
                        : groups);
        details.addAll(
                AttributeDifference.between(before == null ? Map.of() : before.attributes(), after.attributes()));
        details.addAll(changed("directory_user_ids", User::directoryUserIds, List.of()));
        return details;
    }

    private List<FieldChange> changed(String field, Function<User, @Nullable Object> value, @Nullable Object none) {
        Object from = before == null ? none : value.apply(before);
        Object to = value.apply(after);
        return Objects.equals(from, to) ? List.of() : List.of(new FieldChange(field, from, to));
    }

    private void addAny(String kind, List<FieldChange> changes, List<JournalEntry> entries) {
        if (!changes.isEmpty()) {
            entries.add(new JournalEntry(after.id(), kind, changes));
        }
    }

    private static List<String> directoryUsers(User user) {
        return user.directoryUsers().stream()
                .map(one -> "%s (%s%s%s)".formatted(one.id(), one.active() ? "active" : "not active",
                        one.dpId() == null ? "" : ", " + one.dpId(),
                        one.directoryId() == null ? "" : ", " + one.directoryId()))
                .toList();
    }

    private static List<String> roles(User user) {
        return user.roles().stream().map(UserDifference::text).toList();
    }

    /// {@return a role as the history has it}
    static String text(User.Role role) {
        return role.name() + " (" + role.source() + (role.resting() ? ", resting)" : ")");
    }
}
