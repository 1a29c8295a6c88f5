package dev.rollcall.push;

/// Deliveries cannot go on from there: the feed has no such place.
public final class UnknownPlaceException extends RuntimeException {

    UnknownPlaceException() {
        super("after must be a cursor of the feed, 0 for the beginning, or latest.");
    }
}
