package dev.rollcall.notify;

import dev.rollcall.journal.Organizations;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What customers and their directories are called in a message. Names come from outside, and what reads the message may give
/// a meaning to `<!channel>`, `@here`, a link or a line break: only letters, digits and a little else are left of them.
@Component
class CustomerNames {

    private static final int LONGEST = 80;
    private static final String HARMLESS = " _-.,'’&()+";

    private final Organizations organizations;

    CustomerNames(Organizations organizations) {
        this.organizations = organizations;
    }

    /// {@return what each of the customers is called, in quotes, by its id}
    UnaryOperator<String> of(Collection<String> organizationIds) {
        Map<String, String> names = organizations.names(new HashSet<>(organizationIds));
        return id -> quoted(names.get(id), id);
    }

    private static String quoted(@Nullable String name, String id) {
        String plain = name == null ? "" : plain(name);
        return "\"%s\"".formatted(plain.isEmpty() ? plain(id) : plain);
    }

    /// {@return a text of which nothing is left that could be more than text, on one line, of 80 characters at most}
    static String plain(String text) {
        String harmless = text.codePoints().map(character -> isHarmless(character) ? character : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString()
                .replaceAll(" +", " ").strip();
        return harmless.codePointCount(0, harmless.length()) <= LONGEST ? harmless
                : harmless.substring(0, harmless.offsetByCodePoints(0, LONGEST)) + "…";
    }

    private static boolean isHarmless(int character) {
        return Character.isLetterOrDigit(character) || Character.getType(character) == Character.NON_SPACING_MARK
                || Character.getType(character) == Character.COMBINING_SPACING_MARK || HARMLESS.indexOf(character) >= 0;
    }
}
