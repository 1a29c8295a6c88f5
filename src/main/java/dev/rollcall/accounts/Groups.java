package dev.rollcall.accounts;

import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.journal.Scope;
import dev.rollcall.scalekit.ScalekitGroup;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Applies what was seen of groups, whether an event or a page said so.
@Service
public class Groups {

    private final OrganizationLocks locks;
    private final GroupRepository groups;
    private final Rosters rosters;
    private final Relinking relinking;
    private final AccountStatus accountStatus;
    private final Journal journal;
    private final WideChanges changes;
    private final Clock clock;

    Groups(OrganizationLocks locks, GroupRepository groups, Rosters rosters, Relinking relinking,
            AccountStatus accountStatus, Journal journal, WideChanges changes, Clock clock) {
        this.locks = locks;
        this.groups = groups;
        this.rosters = rosters;
        this.relinking = relinking;
        this.accountStatus = accountStatus;
        this.journal = journal;
        this.changes = changes;
        this.clock = clock;
    }

    /// A group was seen, or seen to be gone.
    ///
    /// @param seen what was seen
    /// @param gone whether it is gone
    /// @param at when
    /// @param cause what to write into the journal
    /// @return what it came to
    @Transactional
    public Result observe(ScalekitGroup seen, boolean gone, Version at, Cause cause) {
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
                    // As the index of former groups has it, or everybody would be looked at.
                    """
                            (u.group_ids @> array[cast(:key as text)]
                             or u.former_group_ids <> '{}' and u.former_group_ids @> array[cast(:key as text)])""",
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

    private Result applied(String organizationId) {
        return changes.areOpen(organizationId) ? new Result.GoesOn() : new Result.Applied();
    }
}
