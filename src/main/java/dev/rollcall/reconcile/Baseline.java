package dev.rollcall.reconcile;

import dev.rollcall.scalekit.ListedDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the last run that saw all of a directory left behind: the drift probe compares with it.
///
/// @param listedFrom when that run began to list the directory
/// @param stats the directory's stats at that time; null if Scalekit does not say
/// @param roleAssignments the directory's role assignments as a text
record Baseline(Instant listedFrom, ListedDirectory.@Nullable Stats stats, @Nullable String roleAssignments) {

    /// {@return whether nothing has changed since, as far as one call can tell}
    boolean isStillTrueOf(ListedDirectory directory) {
        return stats != null && stats.equals(directory.stats()) && hasSameRoles(directory);
    }

    /// {@return whether a listing of what was updated shows everything: a role assignment changes users without updating
    /// them, and who has left is not listed}
    boolean isEnoughFor(ListedDirectory directory) {
        return hasSameRoles(directory) && stats != null && directory.stats() != null
                && !fell(stats.totalUsers(), directory.stats().totalUsers())
                && !fell(stats.totalGroups(), directory.stats().totalGroups());
    }

    private boolean hasSameRoles(ListedDirectory directory) {
        return Objects.equals(roleAssignments, roleAssignments(directory));
    }

    private static boolean fell(@Nullable Long from, @Nullable Long to) {
        return from == null || to == null || to < from;
    }

    static @Nullable String roleAssignments(ListedDirectory directory) {
        List<ListedDirectory.RoleAssignment> assignments = directory.roleAssignments();
        return assignments == null ? null
                : String.join("\n",
                        assignments.stream()
                                .flatMap(assignment -> Stream.of(assignment.groupId() + " " + assignment.roleName()))
                                .sorted().toList());
    }
}
