package dev.rollcall.reconcile;

/// Thrown where somebody decides about a list of changes that is not the one that a run holds back now.
public class ListChangedException extends RuntimeException {

    ListChangedException(String message) {
        super(message);
    }
}
