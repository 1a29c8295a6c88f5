package dev.rollcall.accounts;

import dev.rollcall.scalekit.ScalekitUser;
import org.jspecify.annotations.Nullable;

/// An observation of a directory user.
///
/// @param user what was seen
/// @param directoryId the directory in which it was seen; null where the source does not say
/// @param at when it was true
public record Observation(ScalekitUser user, @Nullable String directoryId, Version at) {
}
