package dev.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts that mean the same are the same (DESIGN, rule 8), and none is somebody else's.
@Isolated // sets the default locale
class NormalFormTests {

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = { "Bu\u0308ro,B\u00fcro", "\u212b,\u00c5", " a\t,a",
            "\u00a0\u3000a b\u2003,a b", "\u200b\ufeffa\u200d\u2060,a", "\u202aa\u202c,a", "\u3164a\u2800,a",
            "a\ufe0f,a", "a\u00ad,a", "\u0000,\ufffd", "a\u0000b,a\ufffdb", "\u200b,''", "a\u200bb,a\u200bb" })
    void writesATextInOneWay(String text, String normal) {
        assertThat(NormalForm.text(text)).isEqualTo(normal);
    }

    @Test
    void replacesHalfASurrogatePairAndKeepsAWholeOne() {
        assertThat(NormalForm.text("\ud83e")).isEqualTo("\ufffd");
        assertThat(NormalForm.text("a\udd8ab\ud83e")).isEqualTo("a\ufffdb\ufffd");
        assertThat(NormalForm.text("\ud83e\udd8a")).isEqualTo("\ud83e\udd8a");
    }

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = { "Ana@F.Example,ana@f.example",
            "ana@f.example\u200b,ana@f.example", "JOS\u00c9@f.example,jose\u0301@f.example",
            "ana@B\u00dcCHER.example,ana@xn--bcher-kva.example", "ana@bu\u0308cher.example,ANA@XN--BCHER-KVA.EXAMPLE",
            "J\u030c@f.example,\u01f0@f.example",
            "\u039f\u0394\u039f\u03a3@f.example,\u03bf\u03b4\u03bf\u03c2@f.example",
            "STRA\u1e9eE@f.example,stra\u00dfe@f.example" })
    void knowsAnAddressInEitherForm(String one, String other) {
        assertThat(NormalForm.address(one)).isEqualTo(NormalForm.address(other));
    }

    @ParameterizedTest
    @CsvSource({ "\u212aim@f.example,kim@f.example", "\u0130an@f.example,ian@f.example",
            "\u0131an@f.example,ian@f.example", "\u017fam@f.example,sam@f.example",
            "stra\u00dfe@f.example,strasse@f.example", "a@stra\u00dfe.example,a@strasse.example",
            "a@\uff45xample.example,a@example.example", "a@\u212a.example,a@k.example", "a@\ufb01.example,a@fi.example",
            "a@f\u00ad.example,a@f.example", "\u1fefa@f.example,`a@f.example", "a\u037eb@f.example,a;b@f.example" })
    void takesNoLookAlikeForTheSameAddress(String lookAlike, String address) {
        assertThat(NormalForm.address(lookAlike)).isNotEqualTo(NormalForm.address(address));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "@", "ana", "ana@", "@\u00fc", "a@\u00fc..\u00fc", "a@b@\u00fc.example",
            "a@xn--\u00fc.example", "a@\ud83e.example", "a@\u00fc\u0000" })
    void takesWhateverIsNoAddress(String text) {
        String address = NormalForm.address(text);
        assertThat(NormalForm.address(address)).isEqualTo(address);
        assertThat(NormalForm.address("a@" + "\u00fc".repeat(300))).startsWith("a@\u00fc");
    }

    @Test
    void doesNotGoByTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(NormalForm.address("INGO@F.EXAMPLE")).isEqualTo("ingo@f.example");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void cutsBetweenCharactersAndLeavesNoBlankAtTheEnd() {
        assertThat(NormalForm.cut("abc", 3)).isEqualTo("abc");
        assertThat(NormalForm.cut("abcd", 3)).isEqualTo("abc");
        assertThat(NormalForm.cut("ab\ud83e\udd8a", 3)).isEqualTo("ab");
        assertThat(NormalForm.cut("ab cd", 3)).isEqualTo("ab");
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void isTheSameWhenItIsMadeAgain(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            String text = random.ints(random.nextInt(8), 0, 5).map(kind -> switch (kind) {
                case 0 -> random.nextInt(0x80);
                case 1 -> 0x300 + random.nextInt(0x70);
                case 2 -> "Kk\u212a\u0130@.\u200b\ufe0f\u00fc\u0345".charAt(random.nextInt(10));
                case 3 -> random.nextInt(0x10000);
                default -> random.nextInt(0x110000);
            }).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            String normal = NormalForm.text(text);
            String address = NormalForm.address(text);
            assertThat(NormalForm.text(normal)).as("text, seed %d", seed).isEqualTo(normal);
            assertThat(NormalForm.address(normal)).as("address, seed %d", seed).isEqualTo(address);
            assertThat(NormalForm.address(address)).as("address, seed %d", seed).isEqualTo(address);
            assertThat(UTF_8.newEncoder().canEncode(normal) && normal.indexOf(0) < 0).isTrue();
        }
    }
}
