package dev.rollcall.adoption;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A line of the application's list.
///
/// @param number where it stands: 1 is the first one
/// @param user whom it is about; null if it does not say
/// @param wrong what is wrong with it, as a sentence; null if it says
record UserLine(long number, @Nullable ApplicationUser user, @Nullable String wrong) {

    /// @param number where the line stands
    /// @param user reads it, and throws a [MalformedLineException] if it does not say who it is
    static UserLine read(long number, Supplier<ApplicationUser> user) {
        try {
            return new UserLine(number, user.get(), null);
        } catch (MalformedLineException malformed) {
            return malformed(number, malformed.getMessage());
        }
    }

    static UserLine malformed(long number, @Nullable String why) {
        return new UserLine(number, null, why);
    }
}
