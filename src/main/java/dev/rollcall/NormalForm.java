package dev.rollcall;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The one form in which texts are kept and compared: what means the same is the same, whatever the database's locale.
public final class NormalForm {

    /// Longer names are cut.
    public static final int LONGEST_NAME = 1000;

    /// What PostgreSQL finds to be surely in its normal form: ASCII that shows, with blanks only in between.
    public static final String SURELY = "^([!-~]([ -~]*[!-~])?)?$";

    private static final char UNKNOWN = '\uFFFD';

    /// What Unicode's canonical composition would make an ASCII character of: the Kelvin sign, the Greek question mark and
    /// the Greek varia.
    private static final String COMPOSED_TO_ASCII = "\u212A\u037E\u1FEF";

    /// Letters by category that show nothing: combining grapheme joiner, fillers, the blank of Braille.
    private static final String INVISIBLE = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private NormalForm() {
    }

    /// @param text any text
    /// @return the text in Unicode's NFC, without blanks and invisible characters at its ends; what PostgreSQL cannot keep
    /// (NUL, half a surrogate pair) is U+FFFD. Empty if nothing is left
    public static String text(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isInvisible(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (from < to && isInvisible(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        String visible = text.substring(from, to);
        return isAscii(visible) ? visible : composed(storable(visible));
    }

    /// @param address an e-mail address
    /// @return what decides whether two addresses are the same: [#text] without case and with the domain in its ASCII form
    /// (RFC 3490). A letter outside ASCII never becomes one inside, so no look-alike is somebody else's address
    public static String address(String address) {
        String text = text(lowerCase(text(address))); // J with a caron is two characters, and j with one is one
        int at = text.lastIndexOf('@');
        return at < 0 || isAscii(text) ? text : text.substring(0, at + 1) + domain(text.substring(at + 1));
    }

    /// {@return the text without case, one character for each; letters outside ASCII stay there}
    public static String lowerCase(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().forEach(c -> lower.appendCodePoint(lowerCase(c)));
        return lower.toString();
    }

    /// {@return what becomes of one character in a text without case}
    public static int lowerCase(int c) {
        int small = Character.toLowerCase(Character.toUpperCase(c)); // a sigma is one at the end of a word, too
        return c >= 0x80 && small < 0x80 ? c : small;
    }

    /// {@return whether a text has the form of a UUID, in any case}
    public static boolean isUuid(String text) {
        return UUID.matcher(text).matches();
    }

    /// {@return the text, or the beginning of it that has at most so many characters, without invisible ones at its end}
    ///
    /// @param text a text in its normal form
    /// @param most at least 1
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text(text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most));
    }

    private static String domain(String domain) {
        return Arrays.stream(domain.split("\\.", -1)).map(NormalForm::label).collect(Collectors.joining("."));
    }

    private static String label(String label) {
        if (isAscii(label) || label.codePoints().anyMatch(c -> c >= 0x80 && becomesAscii(c))) {
            return label;
        }
        try {
            return IDN.toASCII(label, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException notADomain) {
            return label;
        }
    }

    private static boolean becomesAscii(int c) {
        try {
            return !IDN.toASCII(Character.toString(c), IDN.ALLOW_UNASSIGNED).startsWith("xn--");
        } catch (IllegalArgumentException notInADomain) {
            return true;
        }
    }

    private static String composed(String text) {
        if (text.chars().noneMatch(c -> COMPOSED_TO_ASCII.indexOf(c) >= 0)) {
            return Normalizer.normalize(text, Normalizer.Form.NFC);
        }
        StringBuilder composed = new StringBuilder();
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (COMPOSED_TO_ASCII.indexOf(text.charAt(i)) >= 0) {
                composed.append(Normalizer.normalize(text.substring(from, i), Normalizer.Form.NFC))
                        .append(text.charAt(i));
                from = i + 1;
            }
        }
        return composed.append(Normalizer.normalize(text.substring(from), Normalizer.Form.NFC)).toString();
    }

    private static boolean isInvisible(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c != 0 && Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT || INVISIBLE.indexOf(c) >= 0 || isVariationSelector(c);
    }

    private static boolean isVariationSelector(int c) {
        return c >= 0xFE00 && c <= 0xFE0F || c >= 0x180B && c <= 0x180F || c >= 0xE0100 && c <= 0xE01EF;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) { // a stream takes ten times as long, and a page has hundreds of texts
            if (text.charAt(i) >= 0x80 || text.charAt(i) == 0) {
                return false;
            }
        }
        return true;
    }

    private static String storable(String text) {
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> storable.appendCodePoint(c == 0 || c >= 0xD800 && c <= 0xDFFF ? UNKNOWN : c));
        return storable.toString();
    }
}
