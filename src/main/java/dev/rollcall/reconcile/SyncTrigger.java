package dev.rollcall.reconcile;

/// What started a run.
public enum SyncTrigger {

    SCHEDULED, ON_DEMAND, DIRECTORY_ENABLED,

    /// It reads nothing: it holds back deactivations that webhooks told of.
    WEBHOOK
}
