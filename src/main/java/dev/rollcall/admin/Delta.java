package dev.rollcall.admin;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A change of one field, as people read it: what is gone and what is there instead.
///
/// @param field the name of the field, in words
/// @param lost what is gone
/// @param gained what is new
record Delta(String field, List<String> lost, List<String> gained) {

    /// @param field the name of the field
    /// @param from what it was: one thing, a list or null
    /// @param to what it became
    static Delta of(String field, @Nullable Object from, @Nullable Object to) {
        List<String> before = values(from);
        List<String> after = values(to);
        return new Delta(field.replace('_', ' '), without(before, after), without(after, before));
    }

    private static List<String> without(List<String> values, List<String> others) {
        return values.stream().filter(value -> !others.contains(value)).map(IsolatedText::plain).toList();
    }

    private static List<String> values(@Nullable Object value) {
        return value instanceof Collection<?> several ? several.stream().map(Objects::toString).toList()
                : Stream.ofNullable(value).map(Objects::toString).toList();
    }
}
