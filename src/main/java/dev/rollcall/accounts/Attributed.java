package dev.rollcall.accounts;

import dev.rollcall.accounts.Facts.Field;
import jakarta.persistence.Embeddable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a directory says of one of its users beyond what decides anything. Each has its version in a column of its own:
/// where nobody ever speaks of it nothing is noted, and whoever does not know it yet does not lose it.
///
/// @param attributes everything but the user name, as one JSON object in its canonical form; null for none
/// @param attributesSaid the version of the statement that said so; null if there is none
/// @param username the name under which the user signs in; null for none
/// @param usernameSaid the version of the statement that said so; null if there is none
@Embeddable
record Attributed(@Nullable String attributes, @Nullable String attributesSaid, @Nullable String username,
        @Nullable String usernameSaid) {

    /// Nothing was said.
    static final Attributed NOTHING = new Attributed(null, null, null, null);

    /// {@return the version of the newest statement about one of the two}
    Version versionOf(Field field) {
        String said = field == Field.ATTRIBUTES ? attributesSaid : usernameSaid;
        return said == null ? Version.NEVER : Version.parse(said);
    }

    /// See [Facts#with].
    Attributed with(Map<Field, Object> news, Version at) {
        boolean saysAttributes = news.containsKey(Field.ATTRIBUTES);
        boolean saysUsername = news.containsKey(Field.USERNAME);
        if (!saysAttributes && !saysUsername) {
            return this;
        }
        return new Attributed(saysAttributes ? text(news.get(Field.ATTRIBUTES)) : attributes,
                saysAttributes ? at.text() : attributesSaid, saysUsername ? text(news.get(Field.USERNAME)) : username,
                saysUsername ? at.text() : usernameSaid);
    }

    private static @Nullable String text(@Nullable Object said) {
        return said instanceof String text && !text.isEmpty() ? text : null;
    }
}
