package dev.rollcall.reconcile;

import org.jspecify.annotations.Nullable;

/// How many changes of one kind a run holds back in one directory.
///
/// @param kind the kind, such as `user.deactivated`
/// @param organizationId the organization
/// @param directoryId the directory; null if the organization as a whole is meant, or if it is not known
/// @param count how many
public record HeldCount(String kind, String organizationId, @Nullable String directoryId, long count) {
}
