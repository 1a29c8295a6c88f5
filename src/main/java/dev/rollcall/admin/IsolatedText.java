package dev.rollcall.admin;

import java.text.Bidi;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// Puts what somebody else named into texts that no markup can be in: titles, attributes and sentences. Everywhere else
/// a name stands in a `bdi` element.
@Component("isolated")
final class IsolatedText {

    private static final char FIRST_STRONG_ISOLATE = '\u2068';
    private static final char POP_DIRECTIONAL_ISOLATE = '\u2069';

    /// Embeddings, overrides and isolates: with them a text can leave its own isolate, or turn around what follows.
    private static final Pattern CONTROLS = Pattern.compile("[\u202A-\u202E\u2066-\u2069]");

    /// {@return a text that does not change in which order stands what is around it (Unicode Standard Annex 9); the same
    /// text if it is written from left to right}
    public static String of(String text) {
        return isLeftToRight(text) ? text : FIRST_STRONG_ISOLATE + plain(text) + POP_DIRECTIONAL_ISOLATE;
    }

    /// {@return a text without what may turn around anything of it}
    static String plain(String text) {
        return CONTROLS.matcher(text).replaceAll("");
    }

    /// {@return a text in which that is seen, as JSON writes it (RFC 8259, section 7)}
    static String visible(String text) {
        return CONTROLS.matcher(text).replaceAll(control -> "\\\\u%04x".formatted((int) control.group().charAt(0)));
    }

    private static boolean isLeftToRight(String text) {
        return !Bidi.requiresBidi(text.toCharArray(), 0, text.length()) && !CONTROLS.matcher(text).find();
    }
}
