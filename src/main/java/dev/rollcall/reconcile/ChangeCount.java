package dev.rollcall.reconcile;

/// How many changes of one kind and status a run found.
///
/// @param kind the kind, such as `user.deactivated`
/// @param status the status, such as `HELD`
/// @param organizationId the organization that they are about
/// @param count how many
public record ChangeCount(String kind, String status, String organizationId, long count) {
}
