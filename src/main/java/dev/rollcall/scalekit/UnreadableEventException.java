package dev.rollcall.scalekit;

/// An event cannot be understood, and no later attempt will understand it. The message is one sentence for a person; it
/// names fields, never their values.
public final class UnreadableEventException extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableEventException(String message) {
        super(message);
    }
}
