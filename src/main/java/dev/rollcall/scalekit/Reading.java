package dev.rollcall.scalekit;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What could be read of an event.
///
/// @param event the event; null if its type is none that Rollcall has a use for
/// @param leftAside the optional fields that could not be read and count as not said, such as `data.given_name` or
/// `data.roles[].role_name`: names of fields that Rollcall knows, never values. `data.` with [Attributes#CUT] if there were
/// more attributes than are kept
public record Reading(@Nullable ScalekitEvent event, Set<String> leftAside) {
}
