package dev.rollcall.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is left of a name in a message.
class CustomerNamesTests {

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '^', value = { "Acme,Acme",
            "Müller & Söhne (Köln),Müller & Söhne (Köln)", "O'Neill,O'Neill", "شركة النور,شركة النور", "株式会社,株式会社",
            "<!channel> now,channel now", "@here come,here come", "<https://evil.example|Acme>,https evil.example Acme",
            "[Acme](https://evil.example),Acme (https evil.example)", "*Acme* `x` ~y~ #z,Acme x y z",
            "\"Acme\" said,Acme said", "&lt;!channel&gt;,&lt channel&gt" })
    void isTextAndNothingElse(String name, String plain) {
        assertThat(CustomerNames.plain(name)).isEqualTo(plain);
    }

    @Test
    void isOneLineInItsOwnDirection() {
        assertThat(CustomerNames.plain("Acme\n@channel\r\n\u2028resolved\u202Edlrow\u200B\t!"))
                .isEqualTo("Acme channel resolved dlrow");
    }

    @Test
    void isCut() {
        assertThat(CustomerNames.plain("𝒜".repeat(1000))).isEqualTo("𝒜".repeat(80) + "…");
    }
}
