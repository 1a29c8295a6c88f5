package dev.rollcall.inbox;

/// Where an event is on its way through the inbox.
public enum EventStatus {
    /// Acknowledged and due, or waiting for its next attempt.
    PENDING,
    /// Applied.
    PROCESSED,
    /// Of a type that Rollcall has no use for, or about somebody whose personal data was erased.
    IGNORED,
    /// Older than what had been applied already.
    STALE,
    /// A dead letter: it could not be applied, and the reason says why.
    DEAD
}
