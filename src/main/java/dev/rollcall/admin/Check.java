package dev.rollcall.admin;

import dev.rollcall.journal.User.Status;
import dev.rollcall.reconcile.PersonFindings.Listed;
import dev.rollcall.reconcile.PersonFindings.Place;
import dev.rollcall.reconcile.RunReport;
import dev.rollcall.roles.MappingReview;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is known of an address, and what a run has found of it.
///
/// @param run the run, which has ended
/// @param persons the accounts
/// @param places where the run looked
/// @param listed whom it found
/// @param newcomers those of them who are not known yet
/// @param changes what it changed, would change or holds back
record Check(RunReport run, List<KnownPerson> persons, List<Place> places, List<Listed> listed,
        List<Newcomer> newcomers, List<ChangeView> changes) {

    /// Somebody who is listed and not known.
    ///
    /// @param listed what the listing says
    /// @param review what mappings would make of the groups
    record Newcomer(Listed listed, MappingReview review) {
    }

    /// What it comes to.
    enum Verdict {
        /// An account that has or had the address has access.
        ACCESS,
        /// There are accounts, and none has access.
        NO_ACCESS,
        /// No account, and a directory lists somebody.
        LISTED,
        /// No account, and directories list somebody only as not active.
        LISTED_INACTIVE,
        /// No account, and nobody is listed in any directory.
        NOWHERE,
        /// No account and nobody is listed, and not all directories could be read.
        UNSURE,
        /// No account, and no directory that could be looked into.
        NO_DIRECTORY
    }

    /// {@return what it comes to}
    public Verdict verdict() {
        if (!persons.isEmpty()) {
            return persons.stream().anyMatch(person -> person.user().status() == Status.ACTIVE) ? Verdict.ACCESS
                    : Verdict.NO_ACCESS;
        }
        if (!listed.isEmpty()) {
            return listed.stream().anyMatch(Listed::isActive) ? Verdict.LISTED : Verdict.LISTED_INACTIVE;
        }
        List<Place> lookedAt = places.stream().filter(Place::isLookedAt).toList();
        if (run.error() != null || !lookedAt.stream().allMatch(Place::isWhole)) {
            return Verdict.UNSURE;
        }
        return lookedAt.isEmpty() ? Verdict.NO_DIRECTORY : Verdict.NOWHERE;
    }

    /// {@return the organizations that it is about}
    public Set<String> organizations() {
        return Stream.concat(persons.stream().map(person -> person.user().organizationId()),
                places.stream().map(Place::organizationId)).collect(Collectors.toSet());
    }

    /// {@return those of whom a directory has somebody}
    public List<Listed> listedIn(Place place) {
        return listed.stream().filter(one -> one.directoryId().equals(place.directoryId())).toList();
    }

    /// {@return whether there is anything to do that has not been done}
    public boolean isToBeDone() {
        return run.dryRun() && !changes.isEmpty() && !"".equals(run.email());
    }
}
