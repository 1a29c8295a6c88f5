package dev.rollcall.push;

/// Nothing is delivered, so there is nothing to deliver again.
public final class PushOffException extends RuntimeException {

    PushOffException() {
        super("Push is off: set ROLLCALL_PUSH_URL and ROLLCALL_PUSH_SECRET.");
    }
}
