package dev.rollcall.inbox;

import org.jspecify.annotations.Nullable;

/// How the handling of an event ended. Reasons are sentences for a person; they contain ids and no personal data.
public sealed interface Outcome {

    /// The event was applied.
    ///
    /// @param reason what a person should know about it; null if there is nothing
    record Applied(@Nullable String reason) implements Outcome {
    }

    /// The event was applied but for a part, which waits until a person decides.
    ///
    /// @param reason what waits, and where
    record Held(String reason) implements Outcome {
    }

    /// Something newer had been applied before.
    ///
    /// @param reason what was newer
    record Stale(String reason) implements Outcome {
    }

    /// There is nothing to do for an event of this type.
    ///
    /// @param reason which type
    record Ignored(String reason) implements Outcome {
    }

    /// The event is in effect, and what it changes is not all written down yet: it is asked again until it is. That is not counted as
    /// an attempt.
    ///
    /// @param reason what is still being done
    record GoesOn(String reason) implements Outcome {
    }

    /// It is about somebody whose personal data was erased: nothing was done, and its payload is erased, too.
    ///
    /// @param reason what was erased
    record Erased(String reason) implements Outcome {
    }

    /// It is about an organization that somebody else is changing: nothing was done, and it is tried again soon. That is not
    /// counted as an attempt.
    ///
    /// @param reason which organization
    record Busy(String reason) implements Outcome {
    }

    /// The event cannot be understood, and no later attempt will understand it: it is a dead letter.
    ///
    /// @param reason what is wrong with it
    record Unreadable(String reason) implements Outcome {
    }

    /// The event contradicts what is known, and no later attempt will succeed: it is a dead letter.
    ///
    /// @param reason what is wrong with it
    record Rejected(String reason) implements Outcome {
    }
}
