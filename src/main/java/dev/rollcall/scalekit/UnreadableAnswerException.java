package dev.rollcall.scalekit;

/// An answer of Scalekit is JSON and yet cannot be understood. The message names fields, positions and ids, no other
/// values.
final class UnreadableAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableAnswerException(String message) {
        super(message, null, false, false);
    }
}
