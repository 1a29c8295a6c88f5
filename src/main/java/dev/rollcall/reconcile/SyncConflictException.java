package dev.rollcall.reconcile;

/// A run is not in a state for what was asked. The message says why.
public class SyncConflictException extends RuntimeException {

    SyncConflictException(String message) {
        super(message);
    }
}
