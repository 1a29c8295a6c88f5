package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.OnDirectoryDisabled;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Journal.Occasion;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.journal.WideChanges.Scope;
import dev.rollcall.scalekit.ScalekitDirectory;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitOrganization;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Applies what was seen of organizations, directories, groups and users. Every way in which Rollcall learns of a change
/// ends in one of these methods. Each of them waits for the organization's lock and holds it until the transaction ends,
/// see [OrganizationLocks].
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

        /// It holds, but not all of the many accounts that it changes are settled and recorded yet. The same observation, made
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
    private final OrganizationRepository organizations;
    private final DirectoryRepository directories;
    private final GroupRepository groups;
    private final AccountStatus accountStatus;
    private final Journal journal;
    private final WideChanges changes;
    private final Clock clock;
    private final OnDirectoryDisabled onDirectoryDisabled;

    Observations(OrganizationLocks locks, DirectoryUsers directoryUsers, Confirmations confirmations, Rosters rosters,
            Relinking relinking, OrganizationRepository organizations, DirectoryRepository directories,
            GroupRepository groups, AccountStatus accountStatus, Journal journal, WideChanges changes, Clock clock,
            AccountProperties properties) {
        this.locks = locks;
        this.directoryUsers = directoryUsers;
        this.confirmations = confirmations;
        this.rosters = rosters;
        this.relinking = relinking;
        this.organizations = organizations;
        this.directories = directories;
        this.groups = groups;
        this.accountStatus = accountStatus;
        this.journal = journal;
        this.changes = changes;
        this.clock = clock;
        this.onDirectoryDisabled = properties.onDirectoryDisabled();
    }

    /// Users were seen, or seen to be gone (`active` is false then). All of them are looked at together: those who pass an
    /// address on to each other do not wait. The number of statements does not depend on the number of users.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param seen what was seen, each user once
    /// @param cause what to write into the history
    /// @return for each of them, in the same order, what it came to
    @Transactional
    public List<Result> users(String organizationId, List<Observation> seen, Cause cause) {
        return users(organizationId, seen, Collections.nCopies(seen.size(), cause));
    }

    /// Users were seen, each for a reason of its own, see [#users(String, List, Cause)].
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param seen what was seen, each user once
    /// @param causes for each of them, in the same order, what to write into the history
    /// @return for each of them, in the same order, what it came to
    @Transactional
    public List<Result> users(String organizationId, List<Observation> seen, List<Cause> causes) {
        locks.lock(List.of(organizationId));
        return seen.isEmpty() ? List.of() : directoryUsers.apply(organizationId, seen, causes);
    }

    /// Waits for the organization's lock and holds it until the transaction ends: what is read of the organization after
    /// this stays true until then.
    ///
    /// @param organizationId the organization
    @Transactional(propagation = Propagation.MANDATORY)
    public void hold(String organizationId) {
        locks.lock(List.of(organizationId));
    }

    /// Users were seen again just as they are known: only the instant is new, and the directory where it was not known.
    /// Whatever is newer stays.
    ///
    /// @param organizationId the organization that all of them belong to; who compares before has to [#hold] it since then
    /// @param directoryId the directory in which they were seen
    /// @param confirmed the users, each once
    /// @param unsaid the fields that the source did not speak of: of `active`, `email`, `name`, `given_name`,
    /// `family_name`, `roles`, `groups` and `dp_id`; they keep their instant
    /// @param event the id of the run, see [Version]
    /// @param cause what to write into the history if somebody turns out to be one person with somebody else
    @Transactional
    public void confirm(String organizationId, String directoryId, List<Confirmation> confirmed, Set<String> unsaid,
            String event, Cause cause) {
        locks.lock(List.of(organizationId));
        List<String> undecided = rosters.undecided("u.id = any (:key)",
                confirmed.stream().map(Confirmation::id).toArray(String[]::new));
        confirmations.apply(organizationId, directoryId, confirmed, unsaid, event);
        relinking.relink(organizationId, undecided, cause, clock.instant());
    }

    /// A group was seen, or seen to be gone.
    ///
    /// @param seen what was seen
    /// @param gone whether it is gone
    /// @param at when
    /// @param cause what to write into the history
    /// @return what it came to
    @Transactional
    public Result group(ScalekitGroup seen, boolean gone, Version at, Cause cause) {
        locks.lock(List.of(seen.organizationId()));
        DirectoryGroup known = groups.findById(seen.id()).orElse(null);
        DirectoryGroup group = known != null ? known : new DirectoryGroup(seen.id(), seen.organizationId());
        if (!group.organizationId().equals(seen.organizationId())) {
            return new Result.Foreign(group.organizationId());
        }
        Version newest = group.version();
        String directory = group.directoryId();
        journal.record(new Occasion(cause, at.at()), recording -> {
            if (group.observe(seen, gone, at) || known == null) {
                recording.watch(Scope.membersOf(group.organizationId(), group.id()), true);
            }
            groups.saveAndFlush(group);
            accountStatus.settle(recording);
        });
        if (!Objects.equals(directory, group.directoryId())) {
            relinking.relink(group.organizationId(), rosters.undecided(
                    "(u.group_ids @> array[cast(:key as text)] or u.former_group_ids @> array[cast(:key as text)])",
                    group.id()), cause, at.at());
        }
        return at.isBefore(newest) ? new Result.Stale(newest) : applied(group.organizationId());
    }

    /// Brings the name of a group that an earlier version wrote into its normal form.
    ///
    /// @param groupId the group
    /// @param organizationId its organization
    @Transactional
    void normalize(String groupId, String organizationId) {
        locks.lock(List.of(organizationId));
        DirectoryGroup group = groups.findById(groupId).orElseThrow();
        journal.record(new Occasion(Cause.actor("upgrade"), clock.instant()), recording -> {
            recording.watch(Scope.membersOf(organizationId, groupId), false);
            group.normalize();
            groups.saveAndFlush(group);
        });
    }

    /// A directory was seen to be enabled or disabled.
    ///
    /// @param seen what was seen
    /// @param enabled whether it is enabled
    /// @param at when
    /// @param cause what to write into the history
    /// @return what it came to
    @Transactional
    public Result directory(ScalekitDirectory seen, boolean enabled, Version at, Cause cause) {
        locks.lock(List.of(seen.organizationId()));
        Directory directory = directories.findById(seen.id())
                .orElseGet(() -> new Directory(seen.id(), seen.organizationId()));
        if (!directory.organizationId().equals(seen.organizationId())) {
            return new Result.Foreign(directory.organizationId());
        }
        boolean suspends = onDirectoryDisabled == OnDirectoryDisabled.DEACTIVATE;
        Version newest = directory.version();
        journal.record(new Occasion(cause, at.at()), recording -> {
            if (directory.isNews(!enabled && suspends, at.at()) && (!enabled && suspends
                    || directories.existsByOrganizationIdAndSuspendedTrue(seen.organizationId()))) {
                recording.watch(Scope.everybodyIn(seen.organizationId()), true);
            }
            directory.observe(seen, enabled, suspends, at);
            directories.saveAndFlush(directory);
            accountStatus.settle(recording);
        });
        return at.isBefore(newest) ? new Result.Stale(newest) : applied(seen.organizationId());
    }

    /// An organization was seen, or seen to be gone.
    ///
    /// @param seen what was seen
    /// @param gone whether it is gone
    /// @param at when
    /// @param cause what to write into the history
    /// @return what it came to
    @Transactional
    public Result organization(ScalekitOrganization seen, boolean gone, Version at, Cause cause) {
        locks.lock(List.of(seen.id()));
        Organization organization = organizations.findById(seen.id()).orElseGet(() -> new Organization(seen.id()));
        Version newest = organization.version();
        journal.record(new Occasion(cause, at.at()), recording -> {
            if (organization.observe(seen, gone, at)) {
                recording.watch(Scope.everybodyIn(seen.id()), true);
            }
            organizations.saveAndFlush(organization);
            accountStatus.settle(recording);
        });
        return at.isBefore(newest) ? new Result.Stale(newest) : applied(seen.id());
    }

    private Result applied(String organizationId) {
        return changes.areOpen(organizationId) ? new Result.GoesOn() : new Result.Applied();
    }
}
