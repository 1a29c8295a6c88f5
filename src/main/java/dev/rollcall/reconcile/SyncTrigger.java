package dev.rollcall.reconcile;

/// What started a run.
public enum SyncTrigger {
    SCHEDULED, ON_DEMAND, DIRECTORY_ENABLED
}
