package dev.rollcall.accounts;

import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.WideChanges;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Gatherers;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Applies what was seen of users. Every way in which Rollcall learns of a change of users ends in one of these methods. Each
/// of them waits for the organization's lock and keeps it until the transaction ends, see [OrganizationLocks]. What was
/// seen of the rest is for [Directories] and [Groups].
@Service
public class Observations {

    /// What an observation came to.
    public sealed interface Result {

        /// It is now part of what Rollcall knows.
        record Applied() implements Result {
        }

        /// Something newer was known.
        record Stale(Version newer) implements Result {
        }

        /// All of it was applied but for the e-mail address, which belongs to another active account: the account gets it as
        /// soon as it is free.
        record AddressTaken() implements Result {
        }

        /// It speaks of a person whose personal data was erased, and does not say that the person came back later.
        record Erased() implements Result {
        }

        /// It is in effect, but not all of the many accounts that it changes are settled and recorded yet. The same observation, made
        /// again, says when they are.
        record GoesOn() implements Result {
        }

        /// It speaks of something that belongs to another organization.
        record Foreign(String organizationId) implements Result {
        }
    }

    private final OrganizationLocks locks;
    private final DirectoryUsers directoryUsers;
    private final Confirmations confirmations;
    private final Rosters rosters;
    private final Relinking relinking;
    private final Journal journal;
    private final Clock clock;

    Observations(OrganizationLocks locks, DirectoryUsers directoryUsers, Confirmations confirmations, Rosters rosters,
            Relinking relinking, Journal journal, Clock clock) {
        this.locks = locks;
        this.directoryUsers = directoryUsers;
        this.confirmations = confirmations;
        this.rosters = rosters;
        this.relinking = relinking;
        this.journal = journal;
        this.clock = clock;
    }

    /// Users were seen, or seen to be gone (`active` is false then). All of them are looked at together: those who pass an
    /// address on to each other do not wait. The number of statements does not depend on the number of users.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param seen what was seen, each user once
    /// @param cause what to write into the journal
    /// @return for each of them, in the same order, what it came to
    /// @throws org.springframework.dao.PessimisticLockingFailureException if somebody has just become known in another
    /// organization: to be tried again
    @Transactional
    public List<Result> users(String organizationId, List<Observation> seen, Cause cause) {
        return users(organizationId, seen, Collections.nCopies(seen.size(), cause));
    }

    /// Users were seen, each for a reason of its own, see [#users(String, List, Cause)]. Of whom much is said are looked at a
    /// few at a time, so that memory does not depend on how much it is.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param seen what was seen, each user once
    /// @param causes for each of them, in the same order, what to write into the journal
    /// @return for each of them, in the same order, what it came to
    @Transactional
    public List<Result> users(String organizationId, List<Observation> seen, List<Cause> causes) {
        locks.lock(List.of(organizationId));
        int most = seen.size() > WideChanges.FEW && rosters.saysMuch(seen) ? WideChanges.FEW : seen.size();
        List<Result> results = new ArrayList<>();
        for (int from = 0; from < seen.size(); from += most) {
            int to = Math.min(from + most, seen.size());
            results.addAll(directoryUsers.apply(organizationId, seen.subList(from, to), causes.subList(from, to)));
        }
        return results;
    }

    /// Waits for the organization's lock and keeps it until the transaction ends: what is read of the organization after
    /// this stays true until then.
    ///
    /// @param organizationId the organization
    @Transactional(propagation = Propagation.MANDATORY)
    public void lock(String organizationId) {
        locks.lock(List.of(organizationId));
    }

    /// Users were seen again just as they are known: only the instant is new, and the directory where it was not known.
    /// Whatever is newer stays.
    ///
    /// @param organizationId the organization that all of them belong to; who compares before has to [#lock] it since then
    /// @param directoryId the directory in which they were seen
    /// @param confirmed the users, each once
    /// @param unsaid the fields that the source did not speak of: of `active`, `email`, `name`, `given_name`,
    /// `family_name`, `roles`, `groups`, `dp_id` and `username`; they keep their instant
    /// @param event the id of the observations, see [Version#observer]
    /// @param cause what to write into the journal of those whose directory is new, and if somebody turns out to be one person
    /// with somebody else
    @Transactional
    public void confirm(String organizationId, String directoryId, List<Confirmation> confirmed, Set<String> unsaid,
            String event, Cause cause) {
        locks.lock(List.of(organizationId));
        String[] ids = ids(confirmed);
        List<String> undecided = rosters.undecided("u.id = any (:key)", ids);
        int most = rosters.withoutDirectory(organizationId, ids).isEmpty() ? Math.max(1, ids.length) : WideChanges.FEW;
        confirmed.stream().gather(Gatherers.windowFixed(most))
                .forEach(some -> journal.record(new Occasion(cause, clock.instant()), recording -> {
                    recording.watch(rosters.withoutDirectory(organizationId, ids(some)));
                    confirmations.apply(organizationId, directoryId, some, unsaid, event);
                }));
        relinking.relink(organizationId, undecided, cause, clock.instant());
    }

    private static String[] ids(List<Confirmation> confirmed) {
        return confirmed.stream().map(Confirmation::id).toArray(String[]::new);
    }
}
