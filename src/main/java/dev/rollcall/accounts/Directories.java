package dev.rollcall.accounts;

import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.accounts.AccountProperties.OnDirectoryDisabled;
import dev.rollcall.accounts.Organization.News;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.journal.Scope;
import dev.rollcall.scalekit.ScalekitDirectory;
import dev.rollcall.scalekit.ScalekitOrganization;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// Applies what was seen of organizations and directories, whether an event or a page said so.
@Service
public class Directories {

    private final OrganizationLocks locks;
    private final OrganizationRepository organizations;
    private final DirectoryRepository directories;
    private final NewOrganizations newOrganizations;
    private final AccountStatus accountStatus;
    private final Journal journal;
    private final WideChanges changes;
    private final OnDirectoryDisabled onDirectoryDisabled;

    Directories(OrganizationLocks locks, OrganizationRepository organizations, DirectoryRepository directories,
            NewOrganizations newOrganizations, AccountStatus accountStatus, Journal journal, WideChanges changes,
            AccountProperties properties) {
        this.locks = locks;
        this.organizations = organizations;
        this.directories = directories;
        this.newOrganizations = newOrganizations;
        this.accountStatus = accountStatus;
        this.journal = journal;
        this.changes = changes;
        this.onDirectoryDisabled = properties.onDirectoryDisabled();
    }

    /// An organization was seen, or seen to be gone.
    ///
    /// @param seen what was seen
    /// @param gone whether it is gone
    /// @param at when
    /// @param cause what to write into the journal
    /// @return what it came to
    @Transactional
    public Result observe(ScalekitOrganization seen, boolean gone, Version at, Cause cause) {
        locks.lock(List.of(seen.id()));
        Organization organization = organizations.findById(seen.id()).orElseGet(() -> new Organization(seen.id()));
        Version newest = organization.version();
        journal.record(new Occasion(cause, at.at()), recording -> {
            News news = organization.observe(seen, gone, at);
            if (news != News.NONE) {
                recording.watch(Scope.everybodyIn(seen.id()), news == News.ACCESS);
            }
            organizations.saveAndFlush(organization);
            accountStatus.settle(recording);
        });
        return at.isBefore(newest) ? new Result.Stale(newest) : applied(seen.id());
    }

    /// A directory was seen to be enabled or disabled.
    ///
    /// @param seen what was seen
    /// @param enabled whether it is enabled
    /// @param at when
    /// @param cause what to write into the journal
    /// @return what it came to
    @Transactional
    public Result observe(ScalekitDirectory seen, boolean enabled, Version at, Cause cause) {
        locks.lock(List.of(seen.organizationId()));
        Directory directory = directories.findById(seen.id())
                .orElseGet(() -> new Directory(seen.id(), seen.organizationId()));
        if (!directory.organizationId().equals(seen.organizationId())) {
            return new Result.Foreign(directory.organizationId());
        }
        newOrganizations.note(List.of(seen.organizationId()));
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

    private Result applied(String organizationId) {
        return changes.areOpen(organizationId) ? new Result.GoesOn() : new Result.Applied();
    }
}
