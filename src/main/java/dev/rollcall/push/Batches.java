package dev.rollcall.push;

import dev.rollcall.journal.Change;
import dev.rollcall.journal.ChangeFeed;
import dev.rollcall.journal.FeedPlaces;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Finds in the feed what is to be delivered.
@Component
class Batches {

    /// Among so many places the change of another user is looked for, and so many users are tried in turn.
    private static final int WITHIN = 1_000;
    private static final int OTHERS = 20;

    private final ChangeFeed feed;
    private final FeedPlaces places;
    private final JsonMapper json;

    Batches(ChangeFeed feed, FeedPlaces places, JsonMapper json) {
        this.feed = feed;
        this.places = places;
        this.json = json;
    }

    /// Waits for changes if there are none.
    ///
    /// @param after the last place that is confirmed
    /// @param size at most as many changes
    /// @param wait how long to wait at most
    /// @return what comes next; empty if nothing did
    Optional<Batch> next(long after, int size, Duration wait) {
        List<Change> changes = feed.read(after, size, wait);
        return changes.isEmpty() ? Optional.empty() : Optional.of(Batch.of(changes, json));
    }

    /// @param after the last place that is confirmed
    /// @param which of several other users
    /// @return the first change of a user who is not that of the next change; empty if there is none
    Optional<Batch> ofAnother(long after, int which) {
        return feed.read(after, 1, Duration.ZERO).stream().findFirst().flatMap(next -> {
            List<Long> others = places.ofOthers(Batch.position(next), next.user().id(), WITHIN, OTHERS);
            return others.isEmpty() ? Optional.empty() : at(others.get(which % others.size()));
        });
    }

    /// @param position a place
    /// @return the change there alone; empty if there is none
    Optional<Batch> at(long position) {
        return feed.at(position).map(change -> Batch.of(List.of(change), json));
    }
}
