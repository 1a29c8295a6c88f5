package dev.rollcall.reconcile;

/// Work on a run ends here: it was cancelled, another node has it, or this node stops.
class RunStoppedException extends RuntimeException {

    static final String CANCELLED = "The run was cancelled.";

    private final boolean cancelled;

    RunStoppedException(String message, boolean cancelled) {
        super(message);
        this.cancelled = cancelled;
    }

    /// {@return whether the run is to end, rather than to go on elsewhere}
    boolean isCancelled() {
        return cancelled;
    }
}
