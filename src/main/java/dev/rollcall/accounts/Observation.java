package dev.rollcall.accounts;

import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An observation of a directory user.
///
/// @param user what was seen
/// @param directoryId the directory in which it was seen; null where the source does not say
/// @param at when it was true
public record Observation(ScalekitUser user, @Nullable String directoryId, Version at) {

    /// {@return the names of its roles, each once, in order; null if they were not said}
    @Nullable
    List<String> roleNames() {
        return user.roles() == null ? null : user.roles().stream().distinct().sorted().toList();
    }

    /// {@return the ids of its groups, each once, in order; null if they were not said}
    @Nullable
    List<String> groupIds() {
        return user.groups() == null ? null
                : user.groups().stream().map(ScalekitGroup::id).distinct().sorted().toList();
    }
}
