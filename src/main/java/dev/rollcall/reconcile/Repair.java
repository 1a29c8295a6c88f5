package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableTexts;
import static dev.rollcall.Columns.texts;
import static dev.rollcall.reconcile.StagedUser.SAME;
import static dev.rollcall.reconcile.StagedUser.seen;

import dev.rollcall.accounts.Confirmation;
import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Makes observations of what a run found to be different, a chunk in a transaction, so that webhooks of the same
/// organization come in between.
@Component
class Repair {

    private static final int CHUNK = 500;
    private static final int CONFIRMED_CHUNK = 2000;

    private final JdbcClient jdbc;
    private final RunLeases leases;
    private final Observations observations;

    Repair(JdbcClient jdbc, RunLeases leases, Observations observations) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.observations = observations;
    }

    private record GroupChange(long id, String groupId, @Nullable String displayName, boolean gone, Instant at) {
    }

    private record Departure(long id, Observation seen) {
    }

    private record LeftAlone(Observation seen, Set<String> unsaid, boolean same) {

        Confirmation confirmed() {
            return new Confirmation(seen.user().id(), seen.at().at());
        }
    }

    /// Applies the next groups that are planned.
    ///
    /// @param gone whether those that were deleted, or the others
    /// @return whether there may be more
    @Transactional
    boolean groups(RunLease lease, DirectoryTask task, boolean gone) {
        leases.hold(lease);
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
            Result result = observations.group(
                    new ScalekitGroup(change.groupId(), task.organizationId(), task.directoryId(),
                            change.displayName()),
                    change.gone(), new Version(change.at(), lease.observer()), Cause.syncRun(lease.runId()));
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
        return jdbc
                .sql("""
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
                               s.roles, s.group_ids, next.seen_at, next.held
                          from next
                          left join lateral (
                               select * from staged_user where run_id = :run and id = next.subject_id limit 1) s on true
                         order by next.subject_id""")
                .param("run", lease.runId()).param("directory", task.directoryId()).param("after", after)
                .param("approved", task.approved()).param("limit", CHUNK).query((row, number) -> seen(row, lease, task))
                .list();
    }

    /// Applies what is planned of users.
    @Transactional
    void users(RunLease lease, DirectoryTask task, List<Observation> seen) {
        leases.hold(lease);
        List<Result> results = observations.users(task.organizationId(), seen, Cause.syncRun(lease.runId()));
        jdbc.sql("""
                update sync_change c set status = r.status
                  from unnest(:subjects, :statuses) as r (subject_id, status)
                 where c.run_id = :run and c.directory_id = :directory and c.subject_id = r.subject_id
                   and (c.status = 'PLANNED' or c.status = 'HELD' and :approved)""").param("approved", task.approved())
                .param("subjects", texts(seen, one -> one.user().id()))
                .param("statuses", texts(results, Repair::status)).param("run", lease.runId())
                .param("directory", task.directoryId()).update();
    }

    /// Applies the next deactivations that webhooks told of and that somebody has approved: as the observations that they
    /// would have been, so that whatever is newer stays.
    ///
    /// @param after the id of the directory user after which to go on
    /// @return the id to go on after; null at the end
    @Transactional
    @Nullable
    String departures(RunLease lease, DirectoryTask task, String after) {
        leases.hold(lease);
        List<Departure> departures = jdbc.sql("""
                select distinct on (subject_id) id, subject_id, seen_at, event_id,
                       (select array(select jsonb_array_elements_text(change -> 'to'))
                          from jsonb_array_elements(changes) as change where change ->> 'field' = 'roles') as roles,
                       (select array(select jsonb_array_elements_text(change -> 'to'))
                          from jsonb_array_elements(changes) as change where change ->> 'field' = 'groups') as group_ids
                  from sync_change
                 where run_id = ? and directory_id = ? and (status = 'PLANNED' or status = 'HELD' and ?)
                   and subject_id > ?
                 order by subject_id, seen_at, event_id limit ?""")
                .params(lease.runId(), task.directoryId(), task.approved(), after, CHUNK)
                .query((row, number) -> new Departure(row.getLong("id"), departed(row, task))).list();
        observations.users(task.organizationId(), departures.stream().map(Departure::seen).toList(),
                Cause.syncRun(lease.runId()));
        jdbc.sql("""
                update sync_change c set status = case when u.active then 'STALE' else 'APPLIED' end
                  from directory_user u
                 where c.run_id = ? and c.id = any (?) and u.id = c.subject_id""")
                .params(lease.runId(), departures.stream().map(Departure::id).toArray(Long[]::new)).update();
        return departures.isEmpty() ? null : departures.getLast().seen().user().id();
    }

    private static Observation departed(ResultSet row, DirectoryTask task) throws SQLException {
        return new Observation(
                new ScalekitUser(row.getString("subject_id"), task.organizationId(), false, null, null, null, null,
                        null, nullableTexts(row, "roles"),
                        StagedUser.groups(nullableTexts(row, "group_ids"), task, null)),
                null, new Version(instant(row, "seen_at"), row.getString("event_id")));
    }

    /// Confirms the next users that the comparison left alone. Whom something older than their page has changed since then
    /// is put right; their page would otherwise be taken to have said so.
    ///
    /// @param after the id after which to go on
    /// @return the id to go on after; null at the end
    @Transactional
    @Nullable
    String confirm(RunLease lease, DirectoryTask task, String after) {
        leases.hold(lease);
        observations.hold(task.organizationId());
        List<LeftAlone> leftAlone = jdbc.sql("""
                select s.id as subject_id, false as absent, null::text[] as held, s.*,
                       array_remove(array[case when s.active is null then 'active' end,
                                          case when s.email is null then 'email' end,
                                          case when s.name is null then 'name' end,
                                          case when s.given_name is null then 'given_name' end,
                                          case when s.family_name is null then 'family_name' end,
                                          case when s.roles is null then 'roles' end,
                                          case when s.group_ids is null then 'groups' end,
                                          case when s.dp_id is null
                                                    and (u.dp_id is not null or jsonb_exists(u.older_fields, 'dp_id'))
                                               then 'dp_id' end], null) as unsaid,
                       %s as same
                  from staged_user s
                  left join directory_user u on u.id = s.id
                 where s.run_id = :run and s.directory_id = :directory and s.id > :after
                   and not exists (select from sync_change c where c.run_id = :run and c.directory_id = :directory
                                      and c.subject_id = s.id)
                 order by s.id limit :limit""".formatted(SAME)).param("run", lease.runId())
                .param("directory", task.directoryId()).param("after", after).param("limit", CONFIRMED_CHUNK)
                .query((row, number) -> new LeftAlone(seen(row, lease, task),
                        Set.copyOf(Objects.requireNonNull(nullableTexts(row, "unsaid"))), row.getBoolean("same")))
                .list();
        observations.users(task.organizationId(),
                leftAlone.stream().filter(one -> !one.same()).map(LeftAlone::seen).toList(),
                Cause.syncRun(lease.runId()));
        leftAlone.stream().filter(LeftAlone::same)
                .collect(Collectors.groupingBy(LeftAlone::unsaid,
                        Collectors.mapping(LeftAlone::confirmed, Collectors.toList())))
                .forEach((unsaid, users) -> observations.confirm(task.organizationId(), task.directoryId(), users,
                        unsaid, lease.observer(), Cause.syncRun(lease.runId())));
        return leftAlone.isEmpty() ? null : leftAlone.getLast().seen().user().id();
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
