package dev.rollcall.reconcile;

/// Thrown where a run is asked for of what cannot be looked at: it contradicts itself, or would be too much to read. The
/// message says what to give.
public class UnusableScopeException extends RuntimeException {

    UnusableScopeException(String message) {
        super(message);
    }
}
