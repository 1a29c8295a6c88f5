package dev.rollcall.reconcile;

/// There is no such organization, directory or directory user. The message says which.
public class UnknownScopeException extends RuntimeException {

    UnknownScopeException(String message) {
        super(message);
    }
}
