package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolatedTextTests {

    @ParameterizedTest
    @ValueSource(strings = { "", "Ada Lovelace", "Zoë 👩‍💻", "山田 太郎", "a\u200Bb" })
    void leavesWhatIsWrittenFromLeftToRightAsItIs(String name) {
        assertThat(IsolatedText.of(name)).isSameAs(name);
    }

    @Test
    void isolatesWhatIsWrittenFromRightToLeft() {
        assertThat(IsolatedText.of("فاطمة")).isEqualTo("\u2068فاطمة\u2069");
        assertThat(IsolatedText.of("Ada שלום")).isEqualTo("\u2068Ada שלום\u2069");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069" })
    void leavesOutWhatTurnsTextAround(String control) {
        assertThat(IsolatedText.of("A" + control + "da")).isEqualTo("\u2068Ada\u2069");
        assertThat(IsolatedText.plain("A" + control + "da")).isEqualTo("Ada");
        assertThat(IsolatedText.visible("A" + control + "da")).isEqualTo("A\\u%04xda", (int) control.charAt(0));
    }
}
