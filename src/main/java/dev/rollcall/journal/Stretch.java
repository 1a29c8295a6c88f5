package dev.rollcall.journal;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Some accounts, newest first.
///
/// @param ids those that may match
/// @param lookedAt how many were looked at
/// @param last the last one that was looked at; null if there is none
record Stretch(List<UUID> ids, int lookedAt, @Nullable UUID last) {
}
