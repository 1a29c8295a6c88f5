package dev.rollcall.reconcile;

import dev.rollcall.reconcile.DirectoryTask.Phase;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.users.SeenUser;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes one directory through a run: list, prove, compare, apply. It begins where the run was cut off.
@Component
class DirectoryReconciliation {

    /// Repairs at the same time on this node: more would take the database away from webhooks.
    private static final int REPAIRS = 2;

    private final DirectoryApi api;
    private final DirectoryListing listing;
    private final Staging staging;
    private final Comparison comparison;
    private final Repair repair;
    private final RunLedger ledger;
    private final JdbcClient jdbc;
    private final Semaphore repairs = new Semaphore(REPAIRS);

    DirectoryReconciliation(DirectoryApi api, DirectoryListing listing, Staging staging, Comparison comparison,
            Repair repair, RunLedger ledger, JdbcClient jdbc) {
        this.api = api;
        this.listing = listing;
        this.staging = staging;
        this.comparison = comparison;
        this.repair = repair;
        this.ledger = ledger;
        this.jdbc = jdbc;
    }

    private record Listed(Phase phase, long usersSeen, long usersStaged, @Nullable Long usersTotal, long groupsStaged,
            @Nullable Long groupsTotal, @Nullable String defect, long usersKnown) {
    }

    /// Reads the directory, and proves that it was read as a whole.
    void list(RunLease lease, DirectoryTask started) throws InterruptedException {
        DirectoryTask task = started;
        if (task.phase() == Phase.GROUPS || task.phase() == Phase.USERS) {
            Optional<ListedDirectory> directory = api.directory(task.organizationId(), task.directoryId());
            if (directory.isEmpty()) {
                ledger.defect(lease, task, "Directory %s is not there any more.".formatted(task.directoryId()));
            } else {
                task = read(lease, task, directory.get());
            }
            ledger.enter(lease, task, Phase.COMPARING);
        }
    }

    private DirectoryTask read(RunLease lease, DirectoryTask started, ListedDirectory directory) {
        DirectoryTask task = started;
        String wanted = lease.scope().directoryUserId();
        if (task.phase() == Phase.GROUPS) {
            if (wanted == null) {
                note(lease, task, listing.groups(lease, task, directory));
            }
            ledger.enter(lease, task, Phase.USERS);
            task = ledger.task(lease, task.directoryId());
        }
        note(lease, task, listing.users(lease, task, directory, wanted));
        ListedDirectory after = api.directory(task.organizationId(), task.directoryId()).orElse(directory);
        if (task.mode() == SyncMode.INCREMENTAL && hasSomebodyLeft(lease, task, after)) {
            staging.clear(lease, task, SyncMode.FULL);
            return read(lease, ledger.task(lease, task.directoryId()), after);
        }
        if (task.mode() == SyncMode.FULL) {
            note(lease, task, gap(listed(lease, task), after, wanted));
        }
        return task;
    }

    private void note(RunLease lease, DirectoryTask task, @Nullable String defect) {
        if (defect != null) {
            ledger.defect(lease, task, "Directory %s: %s".formatted(task.directoryId(), defect));
        }
    }

    /// Compares and applies what was read.
    void repair(RunLease lease, DirectoryTask started) throws InterruptedException {
        repairs.acquire();
        try {
            DirectoryTask task = ledger.task(lease, started.directoryId());
            if (task.phase() == Phase.COMPARING) {
                comparison.compare(lease, task, listed(lease, task).defect() == null);
            }
            if (!lease.dryRun()) {
                apply(lease, task);
            }
            ledger.done(lease, task);
        } finally {
            repairs.release();
        }
    }

    private void apply(RunLease lease, DirectoryTask task) {
        boolean more = lease.trigger() == SyncTrigger.WEBHOOK;
        while (more) {
            more = repair.departures(lease, task);
        }
        more = true;
        while (more) {
            more = repair.groups(lease, task, false);
        }
        List<SeenUser> users = repair.next(lease, task, "");
        while (!users.isEmpty()) {
            repair.users(lease, task, users);
            users = repair.next(lease, task, users.getLast().user().id());
        }
        more = true;
        while (more) {
            more = repair.groups(lease, task, true);
        }
        String after = "";
        while (after != null) {
            after = repair.confirm(lease, task, after);
        }
    }

    /// Who has left is not listed as updated; but then there are fewer than there should be.
    private boolean hasSomebodyLeft(RunLease lease, DirectoryTask task, ListedDirectory after) {
        Baseline baseline = ledger.baseline(task.directoryId()).orElse(null);
        ListedDirectory.Stats now = after.stats();
        if (baseline == null || baseline.stats() == null || now == null) {
            return true;
        }
        long joined = jdbc.sql("""
                select count(*) from staged_user s left join directory_user u on u.id = s.id
                 where s.run_id = ? and s.directory_id = ? and (u.id is null or u.directory_id is null)""")
                .params(lease.runId(), task.directoryId()).query(Long.class).single();
        long left = jdbc.sql("""
                select count(*) from directory_user u
                 where u.organization_id = :organization and u.directory_id = :directory and not u.active
                   and u.observed_at > :since
                   and not exists (select from staged_user s where s.run_id = :run and s.id = u.id)""")
                .param("organization", task.organizationId()).param("directory", task.directoryId())
                .param("since", RunLedger.utc(baseline.listedFrom())).param("run", lease.runId()).query(Long.class)
                .single();
        long before = Objects.requireNonNullElse(baseline.stats().totalUsers(), 0L);
        long groupsBefore = Objects.requireNonNullElse(baseline.stats().totalGroups(), 0L);
        return before + joined - left > Objects.requireNonNullElse(now.totalUsers(), 0L)
                || groupsBefore > Objects.requireNonNullElse(now.totalGroups(), 0L);
    }

    private Listed listed(RunLease lease, DirectoryTask task) {
        return jdbc
                .sql("""
                        select phase, users_seen, users_total, groups_total, defect,
                               (select count(*) from staged_user s where s.run_id = d.run_id and s.directory_id = d.directory_id) as users_staged,
                               (select count(*) from staged_group s where s.run_id = d.run_id and s.directory_id = d.directory_id) as groups_staged,
                               (select count(*) from directory_user u
                                 where u.organization_id = d.organization_id and u.directory_id = d.directory_id and u.active) as users_known
                          from sync_run_directory d
                         where run_id = ? and directory_id = ?""")
                .params(lease.runId(), task.directoryId())
                .query((row, number) -> new Listed(Phase.valueOf(row.getString("phase")), row.getLong("users_seen"),
                        row.getLong("users_staged"), row.getObject("users_total", Long.class),
                        row.getLong("groups_staged"), row.getObject("groups_total", Long.class),
                        row.getString("defect"), row.getLong("users_known")))
                .single();
    }

    /// {@return what is missing for this to be the whole directory; null if nothing is}
    private static @Nullable String gap(Listed listed, ListedDirectory directory, @Nullable String wanted) {
        if (wanted != null) {
            // The pages were all read, but only one user was staged.
            return null;
        }
        ListedDirectory.Stats stats = directory.stats();
        Long counted = stats == null ? null : stats.totalUsers();
        Long countedGroups = stats == null ? null : stats.totalGroups();
        if (listed.usersTotal() == null && counted == null) {
            return "Scalekit does not say how many users there are.";
        }
        if (differs(listed.usersStaged(), listed.usersTotal()) || differs(listed.usersStaged(), counted)) {
            return "%d users were listed, of %s according to the listing and %s according to the directory."
                    .formatted(listed.usersStaged(), listed.usersTotal(), counted);
        }
        if (listed.usersStaged() == 0 && listed.usersKnown() > 0) {
            return "Nobody was listed, and %d active users are known.".formatted(listed.usersKnown());
        }
        if (differs(listed.groupsStaged(), listed.groupsTotal()) || differs(listed.groupsStaged(), countedGroups)) {
            return "%d groups were listed, of %s according to the listing and %s according to the directory."
                    .formatted(listed.groupsStaged(), listed.groupsTotal(), countedGroups);
        }
        return null;
    }

    private static boolean differs(long seen, @Nullable Long said) {
        return said != null && said != seen;
    }
}
