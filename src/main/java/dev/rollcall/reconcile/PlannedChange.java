package dev.rollcall.reconcile;

import dev.rollcall.accounts.Foreseen;
import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run would change of one user. What one observation changes is several of them where a part of it may have to be
/// approved by itself.
///
/// @param kind such as `user.deactivated`
/// @param user the user as an observation would change it
/// @param changes what would change, field by field
record PlannedChange(String kind, Foreseen user, List<FieldChange> changes) {

    private static final Set<String> ACCESS = Set.of("roles", "groups");

    /// {@return the parts of what an observation would change; none if that is nothing}
    static List<PlannedChange> of(Foreseen user) {
        FieldChange status = new FieldChange("status", user.isNew() ? null : opposite(user.status()),
                user.status() == null ? null : user.status().name());
        Stream<FieldChange> access = user.changes().stream().filter(change -> ACCESS.contains(change.field()));
        if (user.isNew()) {
            return List.of(new PlannedChange("user.created", user, Stream.concat(Stream.of(status), access).toList()));
        }
        List<PlannedChange> planned = new ArrayList<>();
        boolean leaves = user.status() == Status.DEACTIVATED;
        if (leaves) {
            planned.add(new PlannedChange("user.deactivated", user, Stream.concat(Stream.of(status), access).toList()));
        } else if (user.status() != null) {
            planned.add(new PlannedChange("user.reactivated", user, List.of(status)));
        }
        add("user.updated", user, change -> !isLoss(change) && !(leaves && ACCESS.contains(change.field())), planned);
        add("user.email_removed", user, change -> change.field().equals("email") && isLoss(change), planned);
        add("user.roles_removed", user, change -> !leaves && change.field().equals("roles") && isLoss(change), planned);
        add("user.groups_removed", user, change -> !leaves && change.field().equals("groups") && isLoss(change),
                planned);
        return planned;
    }

    private static void add(String kind, Foreseen user, Predicate<FieldChange> which, List<PlannedChange> planned) {
        List<FieldChange> changes = user.changes().stream().filter(which).toList();
        if (!changes.isEmpty()) {
            planned.add(new PlannedChange(kind, user, changes));
        }
    }

    /// Whether somebody has less of it afterwards than before.
    private static boolean isLoss(FieldChange change) {
        return change.from() instanceof Collection<?> from && change.to() instanceof Collection<?> to
                ? !to.containsAll(from)
                : change.field().equals("email") && change.to() == null;
    }

    private static @Nullable String opposite(@Nullable Status status) {
        return status == null ? null : (status == Status.ACTIVE ? Status.DEACTIVATED : Status.ACTIVE).name();
    }
}
