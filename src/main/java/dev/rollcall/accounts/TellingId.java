package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which `dp_id`s tell who somebody is: those whose form makes them unique. Many providers send a nickname or a number in
/// its place.
final class TellingId {

    /// Letters and digits, of which a digit comes before a letter or which are only digits: nobody's name is like that.
    private static final Pattern KEY = Pattern
            .compile("(?=[0-9A-Za-z]{16,64}$)([0-9]+|[A-Za-z]*[0-9]+[A-Za-z][0-9A-Za-z]*)");

    private static final Pattern ONE_CHARACTER = Pattern.compile("(.)\\1*");

    private TellingId() {
    }

    /// @param dpId what a directory calls somebody; null if it does not say
    /// @return what decides whether two such ids are the same; null if the id tells nothing
    static @Nullable String of(@Nullable String dpId) {
        if (dpId == null) {
            return null;
        }
        boolean isUuid = NormalForm.isUuid(dpId);
        String key = isUuid ? dpId.toLowerCase(Locale.ROOT) : dpId;
        return (isUuid || KEY.matcher(key).matches()) && !ONE_CHARACTER.matcher(key.replace("-", "")).matches() ? key
                : null;
    }
}
