package dev.rollcall.reconcile;

/// Work on a run ends here: it was cancelled, another node has it, or this node stops.
class RunStoppedException extends RuntimeException {

    private final boolean cancelled;

    private RunStoppedException(String message, boolean cancelled) {
        super(message);
        this.cancelled = cancelled;
    }

    static RunStoppedException cancelled() {
        return new RunStoppedException("The run was cancelled.", true);
    }

    static RunStoppedException takenOver() {
        return new RunStoppedException("Another node has taken the run over.", false);
    }

    static RunStoppedException nodeStops() {
        return new RunStoppedException("This node stops.", false);
    }

    /// Ends the work of this thread if it is to stop. What failed before may have failed because of that.
    static void throwIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw nodeStops();
        }
    }

    /// {@return whether the run is to end, rather than to go on elsewhere}
    boolean isCancelled() {
        return cancelled;
    }
}
