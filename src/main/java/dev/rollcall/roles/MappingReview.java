package dev.rollcall.roles;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What mappings make of somebody's groups and attributes.
///
/// @param groups the groups, by their names
/// @param matches the mappings that mean one of them, or an attribute
/// @param nearMisses those that mean nothing of it, and nearly do
public record MappingReview(List<Group> groups, List<Match> matches, List<NearMiss> nearMisses) {

    /// A group.
    ///
    /// @param id Scalekit's id of it
    /// @param name what it is called; null if that is not known
    /// @param deleted whether it is known to be deleted, so that nobody has a role by it
    public record Group(String id, @Nullable String name, boolean deleted) {
    }

    /// A mapping that means a group or an attribute.
    ///
    /// @param mapping the mapping
    /// @param group the group; null if it means an attribute
    public record Match(RoleMapping mapping, @Nullable Group group) {
    }
}
