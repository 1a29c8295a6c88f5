package dev.rollcall.adoption;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who a line turned out to be.
///
/// @param line the line
/// @param result who it is
/// @param user the user; null if there is none, or if it may be several
/// @param givesExternalId whether the user has to be given the line's external id
/// @param reason what more there is to say, as a sentence; null if there is nothing
record Match(PendingLine line, LineResult result, @Nullable UUID user, boolean givesExternalId,
        @Nullable String reason) {

    static Match ambiguous(PendingLine line, @Nullable UUID user, String reason) {
        return new Match(line, LineResult.AMBIGUOUS, user, false, reason);
    }

    static Match orphan(PendingLine line, String reason) {
        return new Match(line, LineResult.ORPHAN, null, false, reason);
    }
}
