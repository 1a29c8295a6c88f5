package dev.rollcall.reconcile;

/// Where a run is, or how it ended.
public enum SyncStatus {

    /// It has not begun.
    PENDING,

    /// A node is at it, or takes it over soon.
    RUNNING,

    /// It saw everything that it was to see, and nothing is left for it to do: what an older run holds waits there.
    SUCCEEDED,

    /// It did not see everything, or could not tell of somebody: it applied what it saw, and deactivated nobody for not
    /// being there of whom that is not proven.
    INCOMPLETE,

    /// It applied everything but a list of changes that a person has to approve or reject.
    AWAITING_APPROVAL,

    /// It saw nothing.
    FAILED,

    /// A person ended it, or what it held back was rejected or has expired.
    CANCELLED
}
