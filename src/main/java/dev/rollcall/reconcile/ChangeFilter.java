package dev.rollcall.reconcile;

import org.jspecify.annotations.Nullable;

/// Which of a run's changes are meant; null components do not filter.
///
/// @param status only changes in this status, such as `HELD`
/// @param kind only changes of this kind, such as `user.deactivated`
public record ChangeFilter(@Nullable String status, @Nullable String kind) {

    /// All of them.
    public static final ChangeFilter ALL = new ChangeFilter(null, null);
}
