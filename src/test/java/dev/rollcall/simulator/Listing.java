package dev.rollcall.simulator;

import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One page of a list whose elements have ascending numbers: which of them it shows, and how it goes on.
///
/// @param size how many at most
/// @param from where it begins
/// @param hits what goes wrong with it
record Listing(int size, PageToken from, @Nullable String token, Hits hits) {

    static Listing read(Map<String, String> parameters, int size, boolean offsetPages, Hits hits) {
        var token = parameters.get("page_token");
        return new Listing(size, PageToken.read(token, offsetPages), token, hits);
    }

    /// Receives the elements' numbers.
    interface Element {
        void write(StringBuilder json, int number);
    }

    /// Writes the page.
    ///
    /// @param name of the list
    /// @param next gives the number of the first element after the one with a number, or 0
    /// @param total how many elements there are on all pages
    String write(String name, IntUnaryOperator next, int total, boolean numbersAsStrings, Element element) {
        var json = new StringBuilder(size * 700).append("{\"").append(name).append("\":[");
        if (hits.has(Fault.Kind.EMPTY_PAGE)) {
            return end(json, "", 0, numbersAsStrings);
        }
        var last = begin(next);
        var written = 0;
        if (last > 0 && hits.has(Fault.Kind.REPEATED_USER)) {
            element.write(json, last);
            written++;
        }
        var following = next.applyAsInt(last);
        for (; following > 0 && written < size; following = next.applyAsInt(last), written++) {
            if (written > 0) {
                json.append(',');
            }
            element.write(json, following);
            last = following;
        }
        var nextToken = new PageToken(from.isOffset(), from.isOffset() ? from.position() + written : last).toString();
        return end(json, following == 0 ? "" : hits.has(Fault.Kind.REPEATED_TOKEN) ? String.valueOf(token) : nextToken,
                total + (int) hits.amount(Fault.Kind.WRONG_TOTAL).orElse(0), numbersAsStrings);
    }

    private int begin(IntUnaryOperator next) {
        if (!from.isOffset()) {
            return from.position();
        }
        var last = 0;
        for (var i = 0; i < from.position(); i++) {
            var following = next.applyAsInt(last);
            if (following == 0) {
                return last;
            }
            last = following;
        }
        return last;
    }

    private static String end(StringBuilder json, String nextToken, int total, boolean numbersAsStrings) {
        json.append("],\"next_page_token\":\"").append(nextToken).append("\",\"prev_page_token\":\"\",\"total_size\":");
        return (numbersAsStrings ? json.append('"').append(total).append('"') : json.append(total)).append('}')
                .toString();
    }
}
