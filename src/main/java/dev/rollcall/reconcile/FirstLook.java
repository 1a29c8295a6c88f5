package dev.rollcall.reconcile;

import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.scalekit.ListedUser;
import dev.rollcall.scalekit.Listing;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes users in while their directory is still being listed, where nothing is known of an organization yet: then nobody can
/// lose anything, so that nothing has to be proven and nobody to be asked. What is not taken in here is compared
/// afterwards, like everything else.
@Component
class FirstLook {

    /// So many users in a transaction: a quarter of the pages that are staged at once. Events of the organization wait meanwhile.
    private static final int CHUNK = 300;

    private final RunLeases leases;
    private final Comparison comparison;
    private final Plan plan;
    private final Repair repair;
    private final Observations observations;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    FirstLook(RunLeases leases, Comparison comparison, Plan plan, Repair repair, Observations observations,
            JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.leases = leases;
        this.comparison = comparison;
        this.plan = plan;
        this.repair = repair;
        this.observations = observations;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Takes in the groups, which have been listed, if a run looks into an organization for the first time.
    ///
    /// @return whether it does
    boolean begin(RunLease lease, DirectoryTask task) {
        if (task.mode() != SyncMode.FULL || lease.dryRun() || lease.scope().person() != null || isAnythingKnown(task)) {
            return false;
        }
        comparison.planGroups(lease, task);
        boolean more = true;
        while (more) {
            more = repair.groups(lease, task, false);
        }
        return true;
    }

    private boolean isAnythingKnown(DirectoryTask task) {
        return jdbc.sql("""
                select exists (select from directory_user where organization_id = :organization)
                    or exists (select from directory_group where organization_id = :organization)""")
                .param("organization", task.organizationId()).query(Boolean.class).single();
    }

    /// Takes in the users of pages, which have been staged. Whether who is listed without groups is in none, only all of
    /// the pages tell.
    void users(RunLease lease, DirectoryTask task, List<Listing<ListedUser>> pages) {
        pages.stream().flatMap(page -> page.items().stream()).filter(listed -> !listed.groupsMissing())
                .map(listed -> listed.user().id()).distinct().gather(Gatherers.windowFixed(CHUNK))
                .forEach(ids -> transaction.executeWithoutResult(status -> add(lease, task, ids)));
    }

    private void add(RunLease lease, DirectoryTask task, List<String> ids) {
        leases.require(lease);
        observations.lock(task.organizationId());
        List<Observation> seen = task.statement(jdbc, lease, """
                select s.*, s.id as subject_id, false as absent, cast(null as text[]) as held
                  from staged_user s
                 where s.run_id = :run and s.directory_id = :directory and s.id = any (:ids)
                   and not exists (select from directory_user u where u.id = s.id)
                 order by s.id""").param("ids", ids.toArray(String[]::new))
                .query((row, number) -> StagedUser.seen(row, lease, task)).list();
        if (!seen.isEmpty()) {
            Map<String, List<PlannedChange>> planned = plan.of(seen).stream()
                    .collect(Collectors.groupingBy(change -> change.user().directoryUserId()));
            Map<String, List<String>> done = repair.apply(lease, task, seen);
            done.forEach((status, users) -> plan.write(seen,
                    users.stream().flatMap(id -> planned.getOrDefault(id, List.of()).stream()).toList(), status, lease,
                    task));
            // The comparison counts once more.
            task.statement(jdbc, lease, """
                    update sync_run_directory set created = created + :created
                     where run_id = :run and directory_id = :directory""")
                    .param("created", done.getOrDefault("APPLIED", List.of()).size()).update();
        }
    }
}
