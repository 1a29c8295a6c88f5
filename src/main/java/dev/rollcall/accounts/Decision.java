package dev.rollcall.accounts;

import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import dev.rollcall.scalekit.Attributes;
import dev.rollcall.scalekit.ScalekitUser;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The one rule: what an observation says of a field counts where nothing newer is known. Of directory users it is decided
/// here, whether the observation is then applied or only foreseen; [Organization], [Directory] and [DirectoryGroup] decide
/// alike what they observe.
///
/// @param known what is known of the directory user
/// @param observed what is said of it
record Decision(DirectoryUser known, Observation observed) {

    /// What pages never speak of, or users do not show.
    private static final Set<Field> UNSEEN = EnumSet.of(Field.DP_ID, Field.DIRECTORY, Field.ATTRIBUTES);

    /// {@return by field what would be known; an empty text is none}
    Map<Field, Object> news() {
        ScalekitUser seen = observed.user();
        Map<Field, Object> news = new EnumMap<>(Field.class);
        put(news, Field.ACTIVE, activity());
        put(news, Field.EMAIL, seen.email());
        put(news, Field.NAME, seen.name());
        put(news, Field.GIVEN_NAME, seen.givenName());
        put(news, Field.FAMILY_NAME, seen.familyName());
        put(news, Field.ROLES, observed.roleNames());
        put(news, Field.GROUPS, observed.groupIds());
        put(news, Field.DP_ID, seen.dpId());
        put(news, Field.DIRECTORY, observed.directoryId());
        put(news, Field.ATTRIBUTES, seen.attributes());
        put(news, Field.USERNAME, seen.username());
        news.keySet().removeIf(field -> observed.at().isBefore(known.facts().versionOf(field)));
        return news;
    }

    private static void put(Map<Field, Object> news, Field field, @Nullable Object said) {
        if (said != null) {
            news.put(field, said);
        }
    }

    /// {@return whether it says who is active; null if it does not. Who was absent from a directory and is listed by it again
    /// is back, even if the list does not say who is active}
    @Nullable
    Boolean activity() {
        Boolean said = observed.user().active();
        boolean back = said == null && observed.directoryId() != null
                && known.facts().versionOf(Field.ACTIVE).isAbsence();
        return back ? Boolean.TRUE : said;
    }

    /// {@return what would change of what users show, the status first}
    List<FieldChange> changes() {
        if (known.forgets(observed)) {
            return List.of();
        }
        List<FieldChange> changes = new ArrayList<>();
        news().forEach((field, said) -> {
            if (!UNSEEN.contains(field)) {
                FieldChange change = new FieldChange(name(field), shown(known.facts().value(field)), shown(said));
                if (!Objects.equals(change.from(), change.to())) {
                    changes.add(change);
                }
            }
        });
        return changes;
    }

    private static String name(Field field) {
        return switch (field) {
            case ACTIVE -> "status";
            case USERNAME -> Attributes.USERNAME;
            default -> field.inLowerCase();
        };
    }

    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case Boolean isActive -> (isActive ? Status.ACTIVE : Status.DEACTIVATED).name();
            case String text when text.isEmpty() -> null;
            case null, default -> value;
        };
    }
}
