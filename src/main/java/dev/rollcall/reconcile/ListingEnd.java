package dev.rollcall.reconcile;

import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// The directory after its listing.
///
/// @param from the directory was as it says not before this
/// @param until and not after this
record ListingEnd(ListedDirectory directory, Instant from, Instant until) {

    static final Stats UNKNOWN = new Stats(null, null, null, null);

    /// `Date` has no parts of a second.
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final Duration LONGEST_LOOK = TICK.multipliedBy(2);

    static ListingEnd of(ListedDirectory directory) {
        return new ListingEnd(directory, directory.fetchedAt(), directory.fetchedAt().plus(TICK));
    }

    Stats stats() {
        return Objects.requireNonNullElse(directory.stats(), UNKNOWN);
    }

    /// {@return until when whoever had joined is counted: the newest change may be newer than the whole seconds say}
    Instant countsUntil() {
        Instant updatedAt = stats().userUpdatedAt();
        return updatedAt == null || updatedAt.isBefore(from) || updatedAt.isAfter(until) ? from : updatedAt;
    }

    /// Looks until a second has just begun: of people who come and go all the time it is not known otherwise whether the
    /// directory counts them.
    ListingEnd exactly(DirectoryApi api, DirectoryTask task) throws InterruptedException {
        long began = System.nanoTime();
        long asked = began;
        ListingEnd end = this;
        while (!end.from.isAfter(from) && System.nanoTime() - began < LONGEST_LOOK.toNanos()) {
            Thread.sleep(BETWEEN_LOOKS);
            long askedBefore = asked;
            asked = System.nanoTime();
            ListedDirectory now = api.directory(task.organizationId(), task.directoryId()).orElse(null);
            if (now == null) {
                return this;
            }
            end = now.fetchedAt().isAfter(from)
                    ? new ListingEnd(now, now.fetchedAt(), now.fetchedAt().plusNanos(System.nanoTime() - askedBefore))
                    : of(now);
        }
        return end;
    }
}
