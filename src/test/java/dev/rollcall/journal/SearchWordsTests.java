package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SearchWordsTests {

    static Stream<Arguments> texts() {
        return Stream.of(arguments("Ann-Marie  O'Neil", "{\"ann\",\"marie\",\"neil\",\"o\"}"),
                arguments("ann.lee@example.com", "{\"ann\",\"com\",\"example\",\"lee\"}"),
                arguments("\uD801\uDC00x 7\u0663", "{\"7\u0663\",\"\uD801\uDC28x\"}"), // beyond U+FFFF, and digits
                arguments("a\uD83E\uDD8Ab", "{\"a\",\"b\"}"),
                arguments("\u0928\u092E\u0938\u094D\u0924\u0947", "{\"\u0928\u092E\u0938\u094D\u0924\u0947\"}"), // marks
                arguments("a\0b\uD800c", "{\"a\",\"b\",\"c\"}"), arguments("-- ' \"", "{}"), arguments("", "{}"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void areWhatIsBetweenAnythingElseThanLettersDigitsAndMarks(String text, String words) {
        assertThat(SearchWords.of(text, null)).isEqualTo(words);
    }
}
