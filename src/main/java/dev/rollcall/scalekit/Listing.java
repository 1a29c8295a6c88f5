package dev.rollcall.scalekit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a listing.
///
/// @param items what is on the page and can be read
/// @param unreadable what is on the page and cannot be read at all, such as `users[3].id`
/// @param nextPageToken what to ask for the next page with; null at the end
/// @param totalSize how many there are on all pages; null where Scalekit does not say
/// @param fetchedAt when Scalekit gave the page: its own `Date`, in seconds, or else when it was asked for; never later than
/// this node's clock, but for a few minutes
public record Listing<T>(List<T> items, List<String> unreadable, @Nullable String nextPageToken,
        @Nullable Long totalSize, Instant fetchedAt) {
}
