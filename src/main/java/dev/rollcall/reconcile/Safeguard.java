package dev.rollcall.reconcile;

/// Says how many users may lose something in one run before a person has to approve it.
///
/// @param percent of a directory's active users
/// @param users as a number
record Safeguard(int percent, int users) {

    /// @param losing how many users would lose their access, a role or a group
    /// @param active how many active users the directory has
    /// @return whether that has to be approved
    boolean holds(long losing, long active) {
        return losing > users || losing * 100 > active * percent;
    }
}
