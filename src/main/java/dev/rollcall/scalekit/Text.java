package dev.rollcall.scalekit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Texts of an answer, held to the same limits as those of an event: characters that PostgreSQL cannot keep (NUL, half a
/// surrogate pair) become U+FFFD, and an empty text says nothing.
final class Text {

    /// The longest id or name of a role that is accepted, in characters: they are looked up by an index.
    private static final int LONGEST_KEY = 255;

    /// RFC 5321 section 4.5.3.1: 64 for the local part, the @, and 255 for the domain.
    private static final int LONGEST_EMAIL = 320;

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private Text() {
    }

    static @Nullable String text(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (!isStorable(text)) {
            text = text.codePoints()
                    .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        }
        return text.isEmpty() ? null : text;
    }

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) { // a stream takes ten times as long, and a page has hundreds of texts
            if (text.charAt(i) == 0 || Character.isSurrogate(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static String key(@Nullable String value, String field) {
        String key = text(value);
        if (key == null) {
            throw new UnreadableAnswerException(field + " is missing");
        }
        if (key.length() > LONGEST_KEY) {
            throw new UnreadableAnswerException(field + " is longer than " + LONGEST_KEY + " characters");
        }
        return key;
    }

    static @Nullable String email(@Nullable String value) {
        String email = text(value);
        if (email != null && email.length() > LONGEST_EMAIL) {
            throw new UnreadableAnswerException("email is longer than " + LONGEST_EMAIL + " characters");
        }
        return email;
    }

    /// {@return the instant in microseconds; null if the value is none, or none that makes sense}
    static @Nullable Instant instant(@Nullable String value) {
        try {
            if (value == null) {
                return null;
            }
            Instant at = OffsetDateTime.parse(value.strip()).toInstant().truncatedTo(ChronoUnit.MICROS);
            return at.isBefore(EARLIEST) || at.isAfter(LATEST) ? null : at;
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
