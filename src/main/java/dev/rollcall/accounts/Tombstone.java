package dev.rollcall.accounts;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What remains of what was known of a directory user when its person was erased.
///
/// @param erasedAt when that was
/// @param returned the version of the first statement that the person was back; null if there is none
@Embeddable
record Tombstone(@Column(name = "erased_at") Instant erasedAt, @Nullable String returned) {

    /// {@return whether nothing that an observation says may be remembered: the person was erased later, or was erased
    /// before and was not said to be back by then}
    ///
    /// @param active whether the directory user is known to be active
    boolean forgets(Observation observed, boolean active) {
        Version at = observed.at();
        if (!at.at().isAfter(erasedAt)) {
            return true;
        }
        return !Boolean.TRUE.equals(observed.user().active())
                && (returned == null ? !active : at.isBefore(Version.parse(returned)));
    }

    /// {@return the same of a person who was said to be back}
    Tombstone returned(Version at) {
        return new Tombstone(erasedAt, (returned == null ? at : Version.parse(returned).earliest(at)).text());
    }
}
