package dev.rollcall.customers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How far Rollcall has come from nothing to working.
///
/// @param answeredAt when Scalekit last answered a run or a trial; null if it never has
/// @param failure why it did not the last time; null if it did, or if nobody has asked yet
/// @param signedAt when the last signed webhook came; null if none has, of those that are kept
/// @param refusals when the last webhook was refused, by the reason as the metric has it, the newest first
/// @param eventTypes when the last event of each type that Rollcall has a use for came; null for a type if none has, of those that
/// are kept
/// @param directories how many directories are known
/// @param directoryAt when the first of them was heard of; null if none was, or if that was before this was written down
/// @param completeAt when a run last saw all of a directory; null if none has
/// @param feedReadAt when the change feed was last read over HTTP; null if it never was
public record SetUpProgress(@Nullable Instant answeredAt, @Nullable Failure failure, @Nullable Instant signedAt,
        List<Refused> refusals, Map<String, @Nullable Instant> eventTypes, long directories,
        @Nullable Instant directoryAt, @Nullable Instant completeAt, @Nullable Instant feedReadAt) {

    /// That Scalekit did not answer.
    ///
    /// @param at when
    /// @param why as a sentence, without a secret
    /// @param isAboutCredentials whether it is there and does not know the API client
    public record Failure(Instant at, String why, boolean isAboutCredentials) {
    }

    /// That a webhook was refused.
    ///
    /// @param reason as the metric has it, such as `signature_mismatch`
    /// @param at when one was last
    public record Refused(String reason, Instant at) {
    }
}
