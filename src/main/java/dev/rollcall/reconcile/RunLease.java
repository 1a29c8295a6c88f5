package dev.rollcall.reconcile;

/// One node's right to work on a run. It is lost when another node takes the run over.
///
/// @param runId the run
/// @param epoch how often the run was begun or taken over
/// @param dryRun whether nothing is applied
/// @param mode how much of a directory it looks at
/// @param trigger what started it
/// @param scope what it looks at
/// @param discovered whether all of its directories are known
record RunLease(long runId, int epoch, boolean dryRun, SyncMode mode, SyncTrigger trigger, SyncScope scope,
        boolean discovered) {

    static RunLease of(SyncRun run) {
        return new RunLease(run.id(), run.epoch(), run.isDryRun(), run.mode(), run.trigger(), run.scope(),
                run.isDiscovered());
    }
}
