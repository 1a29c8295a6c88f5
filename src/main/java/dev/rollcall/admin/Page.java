package dev.rollcall.admin;

import dev.rollcall.journal.User;
import dev.rollcall.journal.UserPage;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A part of a list.
///
/// @param data the elements
/// @param nextCursor what to ask for the rest with; null at the end
record Page<T>(List<T> data, @Nullable String nextCursor) {

    static final int MOST = 100;
    static final String DEFAULT = "50";

    /// @param limit at most as many elements
    /// @param fetch gives at most as many elements as it is told
    /// @param key gives an element's cursor
    /// @return the page
    static <T> Page<T> of(int limit, IntFunction<List<T>> fetch, Function<T, Object> key) {
        List<T> found = fetch.apply(limit + 1);
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> data = found.subList(0, limit);
        return new Page<>(data, String.valueOf(key.apply(data.getLast())));
    }

    /// {@return the same part of a list of something else}
    <R> Page<R> map(Function<T, R> element) {
        return new Page<>(data.stream().map(element).toList(), nextCursor);
    }

    /// {@return users as a part of a list}
    static Page<User> of(UserPage page) {
        return new Page<>(page.users(), page.next() == null ? null : page.next().toString());
    }
}
