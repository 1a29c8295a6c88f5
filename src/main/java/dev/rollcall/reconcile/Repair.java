package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.reconcile.StagedUser.seen;

import dev.rollcall.accounts.Groups;
import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.ScalekitGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Makes observations of what a run found to be different, a chunk in a transaction, so that webhooks of the same
/// organization come in between.
@Component
class Repair {

    private static final int CHUNK = 500;

    private final JdbcClient jdbc;
    private final RunLeases leases;
    private final Observations observations;
    private final Groups groups;

    Repair(JdbcClient jdbc, RunLeases leases, Observations observations, Groups groups) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.observations = observations;
        this.groups = groups;
    }

    private record GroupChange(long id, String groupId, @Nullable String displayName, boolean gone, Instant at) {
    }

    /// Applies the next groups that are planned.
    ///
    /// @param gone whether those that were deleted, or the others
    /// @return whether there may be more
    @Transactional
    boolean groups(RunLease lease, DirectoryTask task, boolean gone) {
        leases.require(lease);
        List<GroupChange> changes = jdbc.sql("""
                select id, subject_id, changes -> 0 ->> 'to' as display_name, kind = 'group.deleted' as gone, seen_at
                  from sync_change
                 where run_id = ? and directory_id = ? and (status = 'PLANNED' or status = 'HELD' and ?)
                   and kind like 'group.%' and (kind = 'group.deleted') = ?
                 order by id limit 50""").params(lease.runId(), task.directoryId(), task.approved(), gone)
                .query((row, number) -> new GroupChange(row.getLong("id"), row.getString("subject_id"),
                        row.getString("display_name"), row.getBoolean("gone"), instant(row, "seen_at")))
                .list();
        for (GroupChange change : changes) {
            Result result = groups.observe(
                    new ScalekitGroup(change.groupId(), task.organizationId(), task.directoryId(),
                            change.displayName()),
                    change.gone(), Version.ofRun(change.at(), lease.runId()), Cause.syncRun(lease.runId()));
            jdbc.sql("update sync_change set status = ? where run_id = ? and id = ?")
                    .params(status(result), lease.runId(), change.id()).update();
        }
        return !changes.isEmpty();
    }

    /// Reads what is planned of the next users.
    ///
    /// @param after the id after which to go on
    /// @return the users; none at the end
    List<Observation> next(RunLease lease, DirectoryTask task, String after) {
        // A join could be planned to read everything that is staged, for each chunk; a limit of one is found by key.
        return task
                .statement(jdbc, lease,
                        """
                                with next as (
                                    select subject_id, min(seen_at) as seen_at,
                                           array_agg(kind) filter (where status in ('REJECTED', 'EXPIRED')
                                                                         or status = 'HELD' and not :approved) as held
                                      from sync_change
                                     where run_id = :run and directory_id = :directory and subject_id > :after and kind like 'user.%'
                                     group by subject_id
                                    having bool_or(status = 'PLANNED' or status = 'HELD' and :approved)
                                     order by subject_id limit :limit)
                                select next.subject_id, s.id is null as absent, s.active, s.email, s.name, s.given_name, s.family_name, s.dp_id,
                                       s.roles, s.group_ids, s.username, next.seen_at, next.held
                                  from next
                                  left join lateral (
                                       select * from staged_user where run_id = :run and id = next.subject_id limit 1) s on true
                                 order by next.subject_id""")
                .param("after", after).param("approved", task.approved()).param("limit", CHUNK)
                .query((row, number) -> seen(row, lease, task)).list();
    }

    /// Applies what was seen of users.
    ///
    /// @return the ids of the directory users, by what has become of it
    @Transactional
    Map<String, List<String>> apply(RunLease lease, DirectoryTask task, List<Observation> seen) {
        leases.require(lease);
        List<Result> results = observations.users(task.organizationId(), seen, Cause.syncRun(lease.runId()));
        return IntStream.range(0, seen.size()).boxed().collect(Collectors.groupingBy(i -> status(results.get(i)),
                Collectors.mapping(i -> seen.get(i).user().id(), Collectors.toList())));
    }

    /// Applies what is planned of users.
    @Transactional
    void users(RunLease lease, DirectoryTask task, List<Observation> seen) {
        // Joined with a list, each row would be compared with all of it.
        apply(lease, task, seen).forEach((status, ids) -> task.statement(jdbc, lease, """
                update sync_change set status = :status
                 where run_id = :run and directory_id = :directory and subject_id = any (:subjects)
                   and (status = 'PLANNED' or status = 'HELD' and :approved)""").param("status", status)
                .param("approved", task.approved()).param("subjects", ids.toArray(String[]::new)).update());
    }

    private static String status(Result result) {
        return switch (result) {
            case Result.Applied(),Result.AddressTaken(),Result.GoesOn() -> "APPLIED";
            case Result.Stale(Version newer) -> "STALE";
            case Result.Erased() -> "STALE";
            case Result.Foreign(String owner) -> "REFUSED";
        };
    }
}
