package dev.rollcall.accounts;

import dev.rollcall.accounts.DirectoryGroups.Listed;
import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Occasion;
import dev.rollcall.scalekit.ScalekitGroup;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.dao.PessimisticLockingFailureException;

/// What observations say, before anything of it is written.
final class ObservedBatch {

    private final String organizationId;
    private final Roster roster;
    private final Linking linking;
    private final List<Statement> statements = new ArrayList<>();
    private final Set<String> seenAgain = new HashSet<>();
    private final Set<String> moved = new LinkedHashSet<>();
    private final Map<String, Listed> listed = new TreeMap<>();
    // Who is who depends on addresses, ids and on who was active when.
    private final Map<String, DirectoryUser> unsettled = new LinkedHashMap<>();
    private final Map<String, Occasion> occasions = new HashMap<>();

    ObservedBatch(String organizationId, Roster roster, Linking linking) {
        this.organizationId = organizationId;
        this.roster = roster;
        this.linking = linking;
    }

    /// Applies an observation to the directory user on the roster.
    ///
    /// @param seen what is said
    /// @param cause why it is said
    /// @return what it came to
    Result observe(Observation seen, Cause cause) {
        DirectoryUser known = roster.find(seen.user().id());
        if (known != null && !known.organizationId().equals(organizationId)) {
            if (seen.user().isLeaving() && seen.directoryId() == null) {
                throw new PessimisticLockingFailureException("A leaver's organization is known since a moment ago");
            }
            if (known.placed()) {
                return new Result.Foreign(known.organizationId());
            }
            if (known.forgets(seen)) {
                return new Result.Erased();
            }
            place(known);
        }
        DirectoryUser user = known != null ? known
                : roster.add(new DirectoryUser(seen.user().id(), organizationId, linking.mode()));
        List<String> unlisted = user.placed() ? List.of() : user.tellingGroupIds().toList();
        if (user.forgets(seen)) {
            noteGroups(user, seen, unlisted); // what groups are called is nobody's personal data
            return new Result.Erased();
        }
        Version newest = user.facts().version();
        occasions.put(user.id(), new Occasion(cause, seen.at().at()));
        if (unsettles(user, seen)) {
            unsettled.put(user.id(), user);
        }
        noteGroups(user, seen, unlisted);
        return seen.at().isBefore(newest) ? new Result.Stale(newest) : new Result.Applied();
    }

    /// A leaver's statement names no group, because nobody knows yet whether it names the organization.
    private void noteGroups(DirectoryUser user, Observation seen, List<String> unlisted) {
        if (seen.user().groups() != null && user.placed()) {
            seen.user().groups().forEach(
                    group -> Listed.add(listed, seen.user().isLeaving() ? group.withoutName() : group, seen.at()));
        }
        if (user.placed()) {
            unlisted.forEach(id -> Listed.add(listed, new ScalekitGroup(id, organizationId, null, null), seen.at()));
        }
    }

    /// Only leavers' statements have named its organization so far.
    private void place(DirectoryUser user) {
        Account account = roster.accountOf(user);
        if (account != null) {
            account.moveTo(organizationId);
        }
        user.moveTo(organizationId);
        moved.add(user.id());
    }

    /// What is said again and again is forgotten once a day.
    private static boolean isFromAnotherDay(Statement before, Observation seen) {
        return before.again()
                && !before.at().at().truncatedTo(ChronoUnit.DAYS).equals(seen.at().at().truncatedTo(ChronoUnit.DAYS));
    }

    private boolean unsettles(DirectoryUser user, Observation seen) {
        boolean decides = Statement.isMove(user, seen) || Statement.isNewId(user, seen);
        boolean isPastActivity = new Decision(user, seen).activity() != null
                && seen.at().isBefore(user.facts().versionOf(Field.ACTIVE));
        boolean wasActive = user.active();
        boolean wasPlaced = user.placed();
        String directory = user.facts().directoryId();
        Collection<Statement> toNote = Statement.toNote(user, seen);
        statements.addAll(toNote);
        if (!decides && toNote.stream().anyMatch(one -> isFromAnotherDay(one, seen))) {
            seenAgain.add(user.id());
        }
        user.observe(seen);
        Account account = roster.accountOf(user);
        return decides || isPastActivity || wasActive != user.active() || wasPlaced != user.placed()
                || !Objects.equals(directory, user.facts().directoryId()) || account == null
                || !Objects.equals(account.email(), user.facts().email());
    }

    /// {@return what is to be noted of addresses, ids and activity}
    List<Statement> statements() {
        return statements;
    }

    /// {@return the ids of directory users who are said once more, on another day, what is known}
    Set<String> seenAgain() {
        return seenAgain;
    }

    /// {@return the ids of directory users that have come from an organization that only leavers' statements had named}
    Set<String> moved() {
        return moved;
    }

    /// {@return the groups that they are listed with}
    Map<String, Listed> listed() {
        return listed;
    }

    /// {@return those of whom it has to be found out again who they are}
    Collection<DirectoryUser> unsettled() {
        return unsettled.values();
    }

    /// {@return by the id of each directory user, what was said of it}
    Map<String, Occasion> occasions() {
        return occasions;
    }
}
