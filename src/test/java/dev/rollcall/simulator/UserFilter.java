package dev.rollcall.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which users a listing is about.
record UserFilter(@Nullable String groupId, @Nullable Instant updatedAfter) {

    static final UserFilter ALL = new UserFilter(null, null);

    boolean matches(SimulatedUser user) {
        return (groupId == null || user.groups().contains(groupId))
                && (updatedAfter == null || user.updatedAt().isAfter(updatedAfter));
    }

    /// Whether a user of the block can match as long as nothing happened to them.
    boolean mayMatch(Block block) {
        return (groupId == null || block.groups().contains(groupId))
                && (updatedAfter == null || block.at().isAfter(updatedAfter));
    }
}
