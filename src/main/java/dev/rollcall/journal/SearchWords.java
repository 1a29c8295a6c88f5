package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The words by which somebody is found, in the form in which they are compared, whatever the database's locale.
public final class SearchWords {

    /// PostgreSQL takes words of up to 2,046 bytes.
    private static final int LONGEST = 100;

    private SearchWords() {
    }

    /// {@return the words of some texts as an array of PostgreSQL's `array_to_tsvector`, in its notation}
    public static String of(@Nullable String... texts) {
        // Letters and digits only: nothing to escape.
        return words(texts).collect(Collectors.toCollection(TreeSet::new)).stream().map(word -> '"' + word + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /// {@return a text query for whoever has words that begin with each word of a text; empty if it has none}
    public static String query(String text) {
        return words(text).distinct().map(word -> "'" + word + "':*").collect(Collectors.joining(" & "));
    }

    private static Stream<String> words(@Nullable String... texts) {
        return Arrays.stream(texts).filter(Objects::nonNull).map(NormalForm::text).map(NormalForm::lowerCase)
                .flatMap(SearchWords::split).map(word -> NormalForm.cut(word, LONGEST)).filter(word -> !word.isEmpty());
    }

    private static Stream<String> split(String text) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            int next = at + Character.charCount(c);
            if (!isPartOfWord(c)) {
                words.add(text.substring(begin, at));
                begin = next;
            }
            at = next;
        }
        words.add(text.substring(begin));
        return words.stream();
    }

    /// Letters, digits, and what is put on them.
    private static boolean isPartOfWord(int c) {
        return Character.isAlphabetic(c) || Character.isDigit(c) || switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }
}
