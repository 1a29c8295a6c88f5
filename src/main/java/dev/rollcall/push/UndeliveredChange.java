package dev.rollcall.push;

import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Change;
import dev.rollcall.journal.User;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change that the application does not take, although it takes others. Later changes of the same user are delivered all the
/// same: once one is taken, or this one, it is listed no more.
///
/// @param cursor its place in the change feed
/// @param userId whose change it is
/// @param kind what kind of change it is, such as `user.deactivated`
/// @param occurredAt when its cause occurred; null if the change is not kept any more
/// @param organizationExternalId what the application calls the organization of the user; null if Scalekit does not say
/// @param user the user as it was after the change; null if the change is not kept any more
/// @param cause why; null if the change is not kept any more
/// @param since when it was given up for the first time
/// @param attempts how often it was given up: after each it is tried again later, if it is the newest of that user
/// @param nextAttemptAt when that is
/// @param error what the application answered last, a sentence
public record UndeliveredChange(String cursor, UUID userId, String kind, @Nullable Instant occurredAt,
        @Nullable String organizationExternalId, @Nullable User user, @Nullable Cause cause, Instant since,
        int attempts, Instant nextAttemptAt, String error) {

    /// {@return the same as the feed has it}
    UndeliveredChange as(Change change) {
        return new UndeliveredChange(cursor, userId, kind, change.occurredAt(), change.organizationExternalId(),
                change.user(), change.cause(), since, attempts, nextAttemptAt, error);
    }
}
