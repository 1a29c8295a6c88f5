package dev.rollcall.reconcile;

import dev.rollcall.accounts.Directories;
import dev.rollcall.accounts.Version;
import dev.rollcall.customers.DirectoryReports;
import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedOrganization;
import dev.rollcall.scalekit.ScalekitDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/// Looks into an organization: which of its directories a run reads, and how much of each.
@Component
class OrganizationLook {

    private static final Logger log = LoggerFactory.getLogger(OrganizationLook.class);

    private final DirectoryApi api;
    private final Directories directories;
    private final DirectoryReports reports;
    private final KnownDirectories known;
    private final Baselines baselines;
    private final RunLedger ledger;
    private final ReconcileProperties properties;

    OrganizationLook(DirectoryApi api, Directories directories, DirectoryReports reports, KnownDirectories known,
            Baselines baselines, RunLedger ledger, ReconcileProperties properties) {
        this.api = api;
        this.directories = directories;
        this.reports = reports;
        this.known = known;
        this.baselines = baselines;
        this.ledger = ledger;
        this.properties = properties;
    }

    /// Looks for the directories of an organization that is there.
    ///
    /// @param begin begins a directory that is to be read
    void look(RunLease lease, ListedOrganization organization, Consumer<DirectoryTask> begin) {
        String id = organization.organization().id();
        if (!lease.dryRun()) {
            directories.observe(organization.organization(), false, seenAt(lease, organization.fetchedAt()),
                    Cause.syncRun(lease.runId()));
        }
        List<ListedDirectory> found = api.directories(id);
        Set<String> listed = found.stream().map(directory -> directory.directory().id()).collect(Collectors.toSet());
        found.forEach(directory -> observe(lease, directory, listed, begin));
        lookForMissing(lease, id, listed, organization.fetchedAt(), begin);
    }

    /// Looks for directories that are known and were not listed.
    ///
    /// @param at when the organization was fetched, or found not to be there
    /// @param begin begins a directory that is to be read, or is gone
    void lookForMissing(RunLease lease, String organizationId, Set<String> listed, Instant at,
            Consumer<DirectoryTask> begin) {
        if (lease.mode() != SyncMode.FULL) {
            return;
        }
        known.of(organizationId).stream().filter(id -> isInScope(lease, id) && !listed.contains(id)).forEach(id -> {
            api.directory(organizationId, id).ifPresentOrElse(there -> observe(lease, there, listed, begin), () -> {
                ledger.addGone(lease, organizationId, id, seenAt(lease, at).at(), listed);
                begin.accept(ledger.task(lease, id));
            });
        });
    }

    private void observe(RunLease lease, ListedDirectory listed, Set<String> siblings, Consumer<DirectoryTask> begin) {
        ScalekitDirectory directory = listed.directory();
        if (!isInScope(lease, directory.id())) {
            return;
        }
        if (!lease.dryRun()) {
            directories.observe(directory, listed.enabled(), seenAt(lease, listed.fetchedAt()),
                    Cause.syncRun(lease.runId()));
            note(listed);
        }
        if (listed.enabled()) {
            plan(lease, listed, siblings, begin);
        }
    }

    /// It is only shown to people: nobody waits for it.
    private void note(ListedDirectory listed) {
        try {
            reports.note(listed);
        } catch (DataAccessException failed) {
            log.warn("What Scalekit says of directory {} itself could not be noted ({}): the next run does",
                    listed.directory().id(), failed.getClass().getSimpleName());
        }
    }

    private static boolean isInScope(RunLease lease, String directoryId) {
        return lease.scope().directoryId() == null || lease.scope().directoryId().equals(directoryId);
    }

    private Version seenAt(RunLease lease, Instant fetchedAt) {
        return Version.ofRun(properties.seenAt(fetchedAt), lease.runId());
    }

    private void plan(RunLease lease, ListedDirectory directory, Set<String> siblings, Consumer<DirectoryTask> begin) {
        Baseline baseline = baselines.find(directory.directory().id()).orElse(null);
        SyncMode mode = SyncMode.FULL;
        Instant updatedAfter = null;
        if (lease.mode() == SyncMode.INCREMENTAL && baseline != null) {
            if (lease.trigger() == SyncTrigger.SCHEDULED && baseline.isStillTrueOf(directory)) {
                return;
            }
            if (baseline.isEnoughFor(directory)) {
                mode = SyncMode.INCREMENTAL;
                updatedAfter = baseline.listedFrom().minus(properties.overlap());
            }
        }
        ledger.add(lease, directory, mode, updatedAfter, siblings);
        begin.accept(ledger.task(lease, directory.directory().id()));
    }
}
