package dev.rollcall.push;

import dev.rollcall.journal.Change;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Changes that are delivered together, as the feed has them.
///
/// @param changes the changes in order, at least one
/// @param json what is posted, as `GET /api/v1/changes` would say it
record Batch(List<Change> changes, String json) {

    /// No batch of several changes is longer.
    static final int MOST_BYTES = 1024 * 1024;

    /// @param changes changes, at least one
    /// @param mapper writes them
    /// @return the first of them, as many as there is room for
    static Batch of(List<Change> changes, JsonMapper mapper) {
        StringBuilder json = new StringBuilder("{\"data\":[");
        int bytes = 0;
        int taken = 0;
        for (Change change : changes) {
            String next = mapper.writeValueAsString(change);
            bytes += next.getBytes(StandardCharsets.UTF_8).length;
            if (taken > 0 && bytes > MOST_BYTES) {
                break;
            }
            json.append(taken == 0 ? "" : ",").append(next);
            taken++;
        }
        List<Change> fitting = List.copyOf(changes.subList(0, taken));
        return new Batch(fitting,
                json.append("],\"next_cursor\":\"").append(fitting.getLast().cursor()).append("\"}").toString());
    }

    /// {@return what it is delivered under: the same changes have the same id again}
    String id() {
        return "feed_%d_%d".formatted(first(), last());
    }

    long first() {
        return position(changes.getFirst());
    }

    long last() {
        return position(changes.getLast());
    }

    static long position(Change change) {
        return Long.parseLong(change.cursor());
    }
}
