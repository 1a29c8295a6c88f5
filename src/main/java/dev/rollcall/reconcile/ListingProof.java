package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;

import dev.rollcall.reconcile.Proof.Count;
import dev.rollcall.reconcile.Proof.Pages;
import dev.rollcall.reconcile.Proof.Verdict;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.ListedDirectory;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Finds out what the pages that were read of a directory prove, and writes it down for the comparison.
@Component
class ListingProof {

    private final DirectoryApi api;
    private final RunLeases leases;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json = JsonMapper.shared();

    ListingProof(DirectoryApi api, RunLeases leases, JdbcClient jdbc, TransactionTemplate transaction) {
        this.api = api;
        this.leases = leases;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /// What was listed, and what the directory said before.
    private record Listed(Pages users, Pages groups, Stats before) {
    }

    /// Notes what was proven, and that the comparison comes next.
    ///
    /// @param after the directory after its listing
    void prove(RunLease lease, DirectoryTask task, ListedDirectory after) throws InterruptedException {
        Listed listed = listed(lease, task);
        ListingEnd end = ListingEnd.of(after);
        Proof users = users(listed, end, task);
        if (users.verdict() == Verdict.MOVED && isMissed(task)) {
            end = end.exactly(api, task);
            users = users(listed, end, task);
        }
        Proof groups = lease.scope().person() != null ? Proof.NONE : groups(listed, end, task);
        note(lease, task, users, groups, end);
    }

    private Proof users(Listed listed, ListingEnd end, DirectoryTask task) {
        Stats before = listed.before;
        Stats after = end.stats();
        Proof proof = proof(task, listed.users, new Count(before.totalUsers(), before.userUpdatedAt()),
                new Count(after.totalUsers(), after.userUpdatedAt()));
        if (task.mode() == SyncMode.FULL && listed.users.seen() == 0 && proof.verdict() != Verdict.BROKEN) {
            long known = known(task);
            return known == 0 ? proof
                    : new Proof(Verdict.BROKEN, "Nobody was listed, and %d active users are known.".formatted(known));
        }
        return proof;
    }

    private static Proof groups(Listed listed, ListingEnd end, DirectoryTask task) {
        Stats before = listed.before;
        Stats after = end.stats();
        return proof(task, listed.groups, new Count(before.totalGroups(), before.groupUpdatedAt()),
                new Count(after.totalGroups(), after.groupUpdatedAt()));
    }

    private static Proof proof(DirectoryTask task, Pages pages, Count before, Count after) {
        return task.mode() == SyncMode.FULL ? Proof.of(pages, before, after) : Proof.ofSome(pages);
    }

    /// {@return whether somebody was missing in the listing before: then it matters exactly how many there are now}
    private boolean isMissed(DirectoryTask task) {
        return jdbc.sql("select exists (select from absent_user where directory_id = ?)").param(task.directoryId())
                .query(Boolean.class).single();
    }

    private void note(RunLease lease, DirectoryTask task, Proof users, Proof groups, ListingEnd end) {
        boolean counts = task.mode() == SyncMode.FULL && users.verdict() == Verdict.MOVED;
        transaction.executeWithoutResult(status -> {
            leases.require(lease);
            task.statement(jdbc, lease,
                    """
                            update sync_run_directory
                               set users_whole = listed and :usersWhole, groups_whole = :groupsWhole,
                                   moved = defect is null and cast(:broken as text) is null and cast(:moved as text) is not null,
                                   defect = coalesce(defect, :broken, :moved),
                                   end_total = case when listed and :counts then coalesce(:total, users_most) end,
                                   end_from = :from, end_until = :until, phase = 'COMPARING', page_token = null
                             where run_id = :run and directory_id = :directory""")
                    .param("usersWhole", users.verdict() == Verdict.WHOLE)
                    .param("groupsWhole", groups.verdict() == Verdict.WHOLE)
                    .param("broken", first(task, Stream.of(users, groups).filter(Proof::isBroken)))
                    .param("moved", first(task, Stream.of(users, groups).filter(proof -> !proof.isBroken())))
                    .param("counts", counts).param("total", end.stats().totalUsers())
                    .param("from", utc(end.countsUntil().truncatedTo(ChronoUnit.MICROS)))
                    .param("until", utc(end.until())).update();
        });
    }

    private static @Nullable String first(DirectoryTask task, Stream<Proof> proofs) {
        return proofs.flatMap(proof -> Stream.ofNullable(proof.why())).findFirst()
                .map(why -> "Directory %s: %s".formatted(task.directoryId(), why)).orElse(null);
    }

    private long known(DirectoryTask task) {
        return jdbc.sql("""
                select count(*) from directory_user where organization_id = ? and directory_id = ? and active""")
                .params(task.organizationId(), task.directoryId()).query(Long.class).single();
    }

    private Listed listed(RunLease lease, DirectoryTask task) {
        return jdbc.sql("select * from sync_run_directory where run_id = ? and directory_id = ?")
                .params(lease.runId(), task.directoryId()).query((row, number) -> {
                    String before = row.getString("stats");
                    return new Listed(pages(row, "users"), pages(row, "groups"),
                            before == null ? ListingEnd.UNKNOWN : json.readValue(before, Stats.class));
                }).single();
    }

    private static Pages pages(ResultSet row, String what) throws SQLException {
        return new Pages(what, row.getLong(what + "_listed"), row.getLong(what + "_seen"),
                row.getObject(what + "_least", Long.class), row.getObject(what + "_most", Long.class));
    }
}
