package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.accounts.Takers.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What an observation said of a directory user that decides who is one person. What is null was not said.
///
/// @param directoryUserId `diruser_…`
/// @param at when it was true
/// @param address the address in its normal form; empty if it was given up
/// @param active whether the directory user was active
/// @param dpId the directory's own id, if it is telling
/// @param again whether it brought up no address and no id that was not known at the time
record Statement(String directoryUserId, Version at, @Nullable String address, @Nullable Boolean active,
        @Nullable String dpId, boolean again) {

    /// What is older is not expected to become known any more: Scalekit retries for 28 hours at most.
    static final Duration LATEST_NEWS = Duration.ofDays(7);

    /// The newest statements are in the directory user's own row.
    ///
    /// @param user the directory user as it was before
    /// @param seen what is said of it now
    /// @return what to note, so that nothing is lost when the row is written
    static Collection<Statement> toNote(DirectoryUser user, Observation seen) {
        return new ToNote(user, seen).statements();
    }

    /// @param user the directory user
    /// @return the statements that its row has
    static List<Statement> of(DirectoryUser user) {
        List<Statement> statements = new ArrayList<>();
        String dpId = TellingId.of(user.facts().dpId());
        add(user, Field.EMAIL, Objects.requireNonNullElse(user.facts().address(), ""), null, null, statements);
        add(user, Field.ACTIVE, null, user.active(), null, statements);
        if (dpId != null) {
            add(user, Field.DP_ID, null, null, dpId, statements);
        }
        return statements;
    }

    private static void add(DirectoryUser user, Field field, @Nullable String address, @Nullable Boolean active,
            @Nullable String dpId, List<Statement> statements) {
        Version at = user.facts().versionOf(field);
        if (!at.equals(Version.NEVER)) {
            statements.add(new Statement(user.id(), at, address, active, dpId, true));
        }
    }

    /// {@return whether an observation says anything about the addresses of a directory user but that it still has the one
    /// that it has}
    static boolean isMove(DirectoryUser user, Observation seen) {
        String email = seen.user().email();
        return email != null && (seen.at().isBefore(user.facts().versionOf(Field.EMAIL))
                || !NormalForm.address(email).equals(Objects.requireNonNullElse(user.facts().address(), "")));
    }

    /// {@return whether an observation says a telling id that the directory user has not, or had not by then}
    static boolean isNewId(DirectoryUser user, Observation seen) {
        String dpId = TellingId.of(seen.user().dpId());
        return dpId != null && (seen.at().isBefore(user.facts().versionOf(Field.DP_ID))
                || !dpId.equals(TellingId.of(user.facts().dpId())));
    }

    private Statement and(@Nullable String itsAddress, @Nullable Boolean itsActivity) {
        return new Statement(directoryUserId, at, address == null ? itsAddress : address,
                active == null ? itsActivity : active, dpId, again);
    }

    private static final class ToNote {

        private final DirectoryUser user;
        private final Observation seen;
        private final Map<Version, Statement> statements = new TreeMap<>();

        ToNote(DirectoryUser user, Observation seen) {
            this.user = user;
            this.seen = seen;
        }

        Collection<Statement> statements() {
            boolean moves = isMove(user, seen);
            boolean brings = moves || isNewId(user, seen);
            Boolean active = new Decision(user, seen).activity();
            String email = seen.user().email();
            if (brings || active != null && seen.at().isBefore(user.facts().versionOf(Field.ACTIVE))) {
                statements.put(seen.at(),
                        new Statement(user.id(), seen.at(), email == null ? null : NormalForm.address(email), active,
                                TellingId.of(seen.user().dpId()), !brings));
            }
            if (email != null && isDue(Field.EMAIL, moves)) {
                note(Field.EMAIL, Objects.requireNonNullElse(user.facts().address(), ""), null);
            }
            if (active != null && isDue(Field.ACTIVE, active != user.active())) {
                note(Field.ACTIVE, null, user.active());
            }
            return statements.values();
        }

        /// What the row says counts for as long as it may still become known that there was something else in between.
        private boolean isDue(Field field, boolean changes) {
            Version known = user.facts().versionOf(field);
            return !known.equals(Version.NEVER) && known.isBefore(seen.at())
                    && (changes || !known.at().isBefore(seen.at().at().minus(LATEST_NEWS)));
        }

        private void note(Field field, @Nullable String address, @Nullable Boolean active) {
            Version at = user.facts().versionOf(field);
            statements.merge(at, new Statement(user.id(), at, address, active, null, true),
                    (noted, more) -> noted.and(more.address, more.active));
        }
    }

    /// {@return the address and the id of which it says that they were taken}
    Stream<Key> keys() {
        return Stream.concat(Stream.ofNullable(address).filter(its -> !its.isEmpty()).map(its -> new Key(true, its)),
                Stream.ofNullable(dpId).map(id -> new Key(false, id)));
    }
}
