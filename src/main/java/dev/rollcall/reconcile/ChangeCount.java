package dev.rollcall.reconcile;

/// How many changes of one kind and status a run found.
///
/// @param kind the kind, such as `user.deactivated`
/// @param status the status, such as `HELD`
/// @param count how many
public record ChangeCount(String kind, String status, long count) {
}
