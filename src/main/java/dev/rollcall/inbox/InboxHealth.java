package dev.rollcall.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the inbox is doing.
///
/// @param pending how many events are acknowledged and not finished
/// @param oldestPending when the oldest of them was received; null if there is none
/// @param dead how many dead letters there are
/// @param since when the first minute of `received` began
/// @param received how many events were received in each minute, the oldest minute first
/// @param finished how many events of the last hour are finished
/// @param median half of those were finished within this time after they were received; null if there are none
/// @param slowest 99 % were finished within this time; null if there are none
public record InboxHealth(long pending, @Nullable Instant oldestPending, long dead, Instant since, List<Long> received,
        long finished, @Nullable Duration median, @Nullable Duration slowest) {
}
