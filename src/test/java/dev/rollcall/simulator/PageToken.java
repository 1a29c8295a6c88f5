package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Where a page begins: after the last one that was seen, or, if pages are told apart by offset, after so many.
record PageToken(boolean isOffset, int position) {

    private static final String OFFSET = "offset:";
    private static final String AFTER = "after:";

    static PageToken read(@Nullable String token, boolean offsetPages) {
        if (token == null || token.isEmpty()) {
            return new PageToken(offsetPages, 0);
        }
        try {
            var text = new String(Base64.getUrlDecoder().decode(token), ISO_8859_1);
            var isOffset = text.startsWith(OFFSET);
            if (isOffset || text.startsWith(AFTER)) {
                return new PageToken(isOffset, Integer.parseInt(text.substring(text.indexOf(':') + 1)));
            }
        } catch (IllegalArgumentException notOneOfOurs) {
            throw Refusal.invalid("Invalid page token");
        }
        throw Refusal.invalid("Invalid page token");
    }

    @Override
    public String toString() {
        var text = (isOffset ? OFFSET : AFTER) + position;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(ISO_8859_1));
    }
}
