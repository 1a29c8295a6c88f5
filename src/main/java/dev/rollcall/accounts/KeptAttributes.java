package dev.rollcall.accounts;

import dev.rollcall.journal.AttributeProperties;
import dev.rollcall.scalekit.Attributes;
import dev.rollcall.scalekit.ScalekitUser;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which attributes are kept, as a setting says. Of the others nobody is heard to speak, so they are never stored.
@Component
public class KeptAttributes {

    private final List<String> names;

    KeptAttributes(AttributeProperties properties) {
        this.names = properties.names();
    }

    /// {@return what is said of a user, without the attributes that are not kept}
    public ScalekitUser keep(ScalekitUser said) {
        if (areAll() || said.attributes() == null && said.username() == null) {
            return said;
        }
        return said.withAttributes(kept(said.attributes()), keepsUsername() ? said.username() : null);
    }

    /// {@return of an object of attributes those that are kept; empty for none, null if none ever are}
    @Nullable
    String kept(@Nullable String attributes) {
        return attributes == null || Set.of(Attributes.USERNAME).containsAll(names) ? null
                : Attributes.only(attributes, names);
    }

    /// {@return the names of those that are kept}
    String[] names() {
        return names.toArray(String[]::new);
    }

    boolean keepsUsername() {
        return names.contains(Attributes.USERNAME);
    }

    /// {@return whether nothing is left out}
    boolean areAll() {
        return names.size() == Attributes.names().size();
    }
}
