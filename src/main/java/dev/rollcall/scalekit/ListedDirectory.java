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
/// @param details how it is kept in step with the customer's own directory
public record ListedDirectory(ScalekitDirectory directory, boolean enabled, @Nullable Stats stats,
        @Nullable List<RoleAssignment> roleAssignments, Instant fetchedAt, Details details) {

    /// A directory of which was not said how it is kept in step.
    public ListedDirectory(ScalekitDirectory directory, boolean enabled, @Nullable Stats stats,
            @Nullable List<RoleAssignment> roleAssignments, Instant fetchedAt) {
        this(directory, enabled, stats, roleAssignments, fetchedAt, Details.NONE);
    }

    /// How a directory is kept in step with the customer's own. Nothing depends on it: it is shown to people.
    ///
    /// @param syncedAt when Scalekit and the customer's directory were in step last; null where Scalekit does not say
    /// @param totalUsers how many users it has, for where there are no stats; null where Scalekit does not say
    /// @param groupsTracked `ALL`, or which groups are read; null where Scalekit does not say
    /// @param attributeMappings which attribute becomes which; none where Scalekit does not say
    /// @param tokens what the customer's directory signs in with; none where Scalekit does not say
    public record Details(@Nullable Instant syncedAt, @Nullable Long totalUsers, @Nullable String groupsTracked,
            List<AttributeMapping> attributeMappings, List<Token> tokens) {

        /// Nothing is said.
        public static final Details NONE = new Details(null, null, null, List.of(), List.of());
    }

    /// An attribute of the customer's directory, and the one that it becomes.
    public record AttributeMapping(String key, String mapTo) {
    }

    /// A token that the customer's directory signs in to Scalekit with, without the token itself.
    ///
    /// @param suffix its last characters, four at most; null where Scalekit does not say
    /// @param active whether it may be used; what does not say may be
    /// @param expiresAt when it expires; null if never, or where Scalekit does not say
    /// @param lastUsedAt when it was used last; null if never, or where Scalekit does not say
    public record Token(@Nullable String suffix, boolean active, @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt) {
    }

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
