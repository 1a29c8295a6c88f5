package dev.rollcall.reconcile;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableTexts;
import static dev.rollcall.reconcile.StagedUser.SAME;
import static dev.rollcall.reconcile.StagedUser.seen;

import dev.rollcall.accounts.Confirmation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Confirms users of whom a page said nothing but what was known.
@Component
class UnchangedUsers {

    private static final int CHUNK = 2000;

    private final JdbcClient jdbc;
    private final RunLeases leases;
    private final Observations observations;

    UnchangedUsers(JdbcClient jdbc, RunLeases leases, Observations observations) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.observations = observations;
    }

    private record LeftAlone(String id, Instant seenAt, Set<String> unsaid, boolean same) {

        Confirmation confirmed() {
            return new Confirmation(id, seenAt);
        }
    }

    /// {@return the id before the first user to confirm; null if the comparison left nobody alone}
    @Nullable
    String first(RunLease lease, DirectoryTask task) {
        return task.statement(jdbc, lease,
                "select '' from sync_run_directory where run_id = :run and directory_id = :directory and unchanged > 0")
                .query(String.class).optional().orElse(null);
    }

    /// Confirms the next users that the comparison left alone. Whom something older than their page has changed since then
    /// is put right; their page would otherwise be taken to have said so.
    ///
    /// @param after the id after which to go on
    /// @return the id to go on after; null at the end
    @Transactional
    @Nullable
    String confirm(RunLease lease, DirectoryTask task, String after) {
        leases.require(lease);
        observations.lock(task.organizationId());
        List<LeftAlone> leftAlone = task
                .statement(jdbc, lease,
                        """
                                select s.id, s.seen_at,
                                       array_remove(array[case when s.active is null then 'active' end,
                                                          case when s.email is null then 'email' end,
                                                          case when s.name is null then 'name' end,
                                                          case when s.given_name is null then 'given_name' end,
                                                          case when s.family_name is null then 'family_name' end,
                                                          case when s.roles is null then 'roles' end,
                                                          case when s.group_ids is null then 'groups' end,
                                                          case when s.username is null then 'username' end,
                                                          case when s.dp_id is null
                                                                    and (u.dp_id is not null or jsonb_exists(u.older_fields, 'dp_id'))
                                                               then 'dp_id' end], null) as unsaid,
                                       %s as same
                                  from staged_user s
                                  left join directory_user u on u.id = s.id
                                 where s.run_id = :run and s.directory_id = :directory and s.id > :after
                                   and not exists (select from sync_change c where c.run_id = :run and c.directory_id = :directory
                                                      and c.subject_id = s.id)
                                 order by s.id limit :limit"""
                                .formatted(SAME))
                .param("after", after).param("limit", CHUNK)
                .query((row, number) -> new LeftAlone(row.getString("id"), instant(row, "seen_at"),
                        Set.copyOf(Objects.requireNonNull(nullableTexts(row, "unsaid"))), row.getBoolean("same")))
                .list();
        putRight(lease, task, leftAlone.stream().filter(one -> !one.same()).map(LeftAlone::id).toArray(String[]::new));
        leftAlone.stream().filter(LeftAlone::same)
                .collect(Collectors.groupingBy(LeftAlone::unsaid,
                        Collectors.mapping(LeftAlone::confirmed, Collectors.toList())))
                .forEach((unsaid, users) -> observations.confirm(task.organizationId(), task.directoryId(), users,
                        unsaid, Version.observer(lease.runId()), Cause.syncRun(lease.runId())));
        return leftAlone.isEmpty() ? null : leftAlone.getLast().id();
    }

    private void putRight(RunLease lease, DirectoryTask task, String[] ids) {
        if (ids.length > 0) {
            observations.users(task.organizationId(), task.statement(jdbc, lease, """
                    select s.id as subject_id, false as absent, null::text[] as held, s.* from staged_user s
                     where s.run_id = :run and s.directory_id = :directory and s.id = any (:ids) order by s.id""")
                    .param("ids", ids).query((row, number) -> seen(row, lease, task)).list(),
                    Cause.syncRun(lease.runId()));
        }
    }
}
