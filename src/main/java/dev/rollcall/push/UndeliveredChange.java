package dev.rollcall.push;

import java.time.Instant;
import java.util.UUID;

/// A change that the application does not take, although it takes others. Later changes of the same user are delivered all the
/// same: once one is taken, or this one, it is listed no more.
///
/// @param cursor its place in the change feed
/// @param userId whose change it is
/// @param kind what kind of change it is, such as `user.deactivated`
/// @param since when it was given up for the first time
/// @param attempts how often it was given up: after each it is tried again later, if it is the newest of that user
/// @param nextAttemptAt when that is
/// @param error what the application answered last, a sentence
public record UndeliveredChange(String cursor, UUID userId, String kind, Instant since, int attempts,
        Instant nextAttemptAt, String error) {
}
