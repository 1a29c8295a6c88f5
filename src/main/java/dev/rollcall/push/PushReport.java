package dev.rollcall.push;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far the application has confirmed the change feed.
///
/// @param enabled whether changes are delivered at all: `ROLLCALL_PUSH_URL` is set
/// @param confirmedCursor the last place in the feed up to which everything is confirmed or listed as undelivered; null if push is off
/// @param confirmedAt when the application confirmed something last; null if it never did
/// @param pending how many changes it has not confirmed yet; of those that have no place in the feed yet at most 100,000 are counted
/// @param lagSeconds how long ago the first of them was made; 0 if there is none
/// @param failingSince when the first of the deliveries failed that have failed in a row; null if the last one did not
/// @param lastError what became of the last one, a sentence; null if it did not fail
/// @param undeliveredCount how many changes are listed as undelivered
/// @param undelivered the first hundred of them
public record PushReport(boolean enabled, @Nullable String confirmedCursor, @Nullable Instant confirmedAt, long pending,
        double lagSeconds, @Nullable Instant failingSince, @Nullable String lastError, long undeliveredCount,
        List<UndeliveredChange> undelivered) {

    /// Nothing is delivered.
    public static final PushReport OFF = new PushReport(false, null, null, 0, 0, null, null, 0, List.of());
}
