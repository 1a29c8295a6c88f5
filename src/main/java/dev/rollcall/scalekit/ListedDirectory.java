package dev.rollcall.scalekit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A directory as Scalekit lists it.
///
/// @param directory which it is
/// @param enabled whether it is enabled; what does not say is
/// @param stats how many it has and when that changed; null where Scalekit does not say
/// @param roleAssignments which group gives which role; null where Scalekit does not say, which is not the same as empty
/// @param fetchedAt when Scalekit gave it, see [Listing#fetchedAt]
public record ListedDirectory(ScalekitDirectory directory, boolean enabled, @Nullable Stats stats,
        @Nullable List<RoleAssignment> roleAssignments, Instant fetchedAt) {

    /// How many a directory has and when that changed last. A component is null where Scalekit does not say.
    public record Stats(@Nullable Long totalUsers, @Nullable Long totalGroups, @Nullable Instant userUpdatedAt,
            @Nullable Instant groupUpdatedAt) {
    }

    /// A group whose members have a role.
    ///
    /// @param groupId `dirgroup_…`
    /// @param roleName the role's name
    public record RoleAssignment(String groupId, String roleName) {
    }
}
