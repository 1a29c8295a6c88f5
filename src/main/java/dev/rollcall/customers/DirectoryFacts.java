package dev.rollcall.customers;

import dev.rollcall.scalekit.ListedDirectory.AttributeMapping;
import dev.rollcall.scalekit.ListedDirectory.Token;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a directory itself.
///
/// @param id `dir_…`
/// @param organization whose it is
/// @param provider Scalekit's name of its kind; null if it has not said
/// @param type how it is read; null if Scalekit has not said
/// @param enabled whether it is enabled
/// @param gone whether Scalekit does not have it any more
/// @param knownAt when it was first heard of; null if that was before this was written down
/// @param report what Scalekit said of it last; null if no run has asked
/// @param lastEventAt when the newest event about it came; null if none has
/// @param lastPeopleAt when the newest event about somebody or a group in it came; null if none of those that are looked at
/// @param completeAt when a run last saw all of it; null if none has
/// @param defect why the last run did not; null if it did, or will look again by itself
/// @param rhythm when something comes from it
record DirectoryFacts(String id, Customer organization, @Nullable String provider, @Nullable String type,
        boolean enabled, boolean gone, @Nullable Instant knownAt, @Nullable Report report,
        @Nullable Instant lastEventAt, @Nullable Instant lastPeopleAt, @Nullable Instant completeAt,
        @Nullable String defect, Rhythm rhythm) {

    /// The organization that a directory belongs to.
    record Customer(String id, @Nullable String name, boolean deleted) {
    }

    /// What Scalekit said of a directory. A component is null where it did not say.
    record Report(@Nullable Long users, @Nullable Instant syncedAt, @Nullable String groupsTracked,
            List<AttributeMapping> attributeMappings, List<Token> tokens) {

        /// {@return the token that matters: of those that may be used the one that was used last, or else the one that lasts
        /// longest; null if there is none}
        @Nullable
        Token token() {
            return tokens.stream()
                    .max(Comparator.comparing(Token::active)
                            .thenComparing(Token::lastUsedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
                            .thenComparing(Token::expiresAt, Comparator.nullsLast(Comparator.naturalOrder())))
                    .orElse(null);
        }
    }

    /// {@return the token that matters; null if none is known}
    @Nullable
    Token token() {
        return report == null ? null : report.token();
    }

    /// {@return whether anybody is known to have come from it}
    boolean hasPeople() {
        return lastPeopleAt != null || report != null && report.users() != null && report.users() > 0;
    }
}
