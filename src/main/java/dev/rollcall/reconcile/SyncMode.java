package dev.rollcall.reconcile;

/// How much of a directory a run looks at.
public enum SyncMode {

    /// Everything: it sees who is gone.
    FULL,

    /// What was updated since the last run.
    INCREMENTAL
}
