package dev.rollcall.adoption;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An adoption as it is now.
///
/// @param id grows with each adoption
/// @param status where it is
/// @param dryRun whether it only says who is who, and gives nothing to anybody
/// @param lines how many lines of the list have been read
/// @param matched how many of them are about a user who was found
/// @param ambiguous about how many a person has to decide
/// @param orphans how many are about somebody who is in no directory
/// @param invalid how many do not say whom they are about
/// @param notInApplication how many active users of the same organizations are not on the list
/// @param createdAt when the list began to come in
/// @param startedAt when a node began to look at it; null if none has
/// @param finishedAt when it ended; null if it has not
/// @param error why it is FAILED, as a sentence; null if it is not
public record AdoptionReport(long id, AdoptionStatus status, boolean dryRun, long lines, long matched, long ambiguous,
        long orphans, long invalid, long notInApplication, Instant createdAt, @Nullable Instant startedAt,
        @Nullable Instant finishedAt, @Nullable String error) {

    /// {@return how much of the list has been looked at, 0 to 100}
    public int percent() {
        long looked = matched + ambiguous + orphans + invalid;
        return !status.isUnderWay() ? 100 : lines == 0 ? 0 : (int) (looked * 100 / lines);
    }
}
