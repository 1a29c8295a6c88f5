package dev.rollcall.reconcile;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Compares what was staged of a directory with what is known, and writes down what applying it would change. The database
/// selects who may differ; what differs is decided where observations are applied, for dry runs and real ones alike.
@Component
class Comparison {

    /// Who may differ from what is known: everybody else is left in the database.
    private static final String CANDIDATES = """
            select s.*, s.id as subject_id, false as absent, cast(null as text[]) as held
              from staged_user s
              left join directory_user u on u.id = s.id
              left join app_user a on a.id = u.account_id
             where s.run_id = :run and s.directory_id = :directory
               and (u.id is null or u.active <> (a.status = 'ACTIVE')
                    or u.active and (a.name is distinct from u.name or a.email is distinct from u.email)
                    or not u.active and s.active is null -- listed again
                    or not (%s))
             order by s.id""".formatted(StagedUser.SAME);

    private static final String GROUPS = """
            insert into sync_change (run_id, organization_id, directory_id, kind, subject_id, changes, seen_at, status)
            select :run, :organization, :directory,
                   case when g.id is null then 'group.created' when g.deleted then 'group.restored' else 'group.updated' end,
                   s.id,
                   jsonb_build_array(jsonb_build_object('field', 'display_name', 'from', g.display_name, 'to', s.display_name)),
                   s.seen_at, 'PLANNED'
              from staged_group s
              left join directory_group g on g.id = s.id
             where s.run_id = :run and s.directory_id = :directory
               and (g.id is null
                    or g.observed_at < s.seen_at and (g.deleted or g.directory_id is null)
                    or g.named_at < s.seen_at and s.display_name <> coalesce(g.display_name, ''))
               %s
             order by s.id""";

    private static final String THEIR_GROUPS = """
            and s.id in (select unnest(u.group_ids) from staged_user u
                          where u.run_id = :run and u.directory_id = :directory)""";

    private final RunLeases leases;
    private final PlannerSettings planner;
    private final Absences absences;
    private final Plan plan;
    private final Sought sought;
    private final Safeguard safeguard;
    private final JdbcClient jdbc;

    Comparison(RunLeases leases, PlannerSettings planner, Absences absences, Plan plan, Sought sought,
            Safeguard safeguard, JdbcClient jdbc) {
        this.leases = leases;
        this.planner = planner;
        this.absences = absences;
        this.plan = plan;
        this.sought = sought;
        this.safeguard = safeguard;
        this.jdbc = jdbc;
    }

    /// Writes down what a run would change in a directory, and which of that has to be approved.
    @Transactional
    void compare(RunLease lease, DirectoryTask task) {
        leases.require(lease);
        // Users of whom it is not known in which directory they are: the last of their organization's directories
        // tells. Comparing the others may take longer than anybody else waits for a lock.
        jdbc.sql(
                "select set_config('lock_timeout', '0', true), pg_advisory_xact_lock(hashtextextended('sync_run ' || ?, ?))")
                .params(task.organizationId(), lease.runId()).query().listOfRows();
        planner.suit(lease, task);
        fillMissingGroups(lease, task);
        long takenIn = takenIn(lease, task);
        long changes = absences.plan(lease, task);
        String[] only = sought.ids(lease, task);
        if (only == null) {
            planGroups(lease, task, "");
            absences.planGroups(lease, task);
        } else {
            noteWhetherGroupsAreSaid(lease, task);
            task.statement(jdbc, lease,
                    "delete from staged_user where run_id = :run and directory_id = :directory and id <> all (:only)")
                    .param("only", only).update();
            planGroups(lease, task, THEIR_GROUPS);
        }
        changes += plan.users(task.statement(jdbc, lease, CANDIDATES), lease, task);
        planner.suitChanges(changes + takenIn);
        absences.leaveUndecided(lease, task);
        safeguard.hold(lease, task);
        noteWhatWasFound(lease, task);
        noteWhetherGroupsAreSaid(lease, task);
    }

    /// Writes down which groups are new or called something else, before users are compared.
    @Transactional
    void planGroups(RunLease lease, DirectoryTask task) {
        leases.require(lease);
        planGroups(lease, task, "");
    }

    private void planGroups(RunLease lease, DirectoryTask task, String which) {
        // Whoever did it before may have been cut off.
        task.statement(jdbc, lease, """
                delete from sync_change
                 where run_id = :run and directory_id = :directory and status = 'PLANNED' and kind like 'group.%'""")
                .update();
        task.statement(jdbc, lease, GROUPS.formatted(which)).update();
    }

    /// {@return how many changes [FirstLook] has written down}
    private long takenIn(RunLease lease, DirectoryTask task) {
        return task
                .statement(jdbc, lease,
                        "select count(*) from sync_change where run_id = :run and directory_id = :directory")
                .query(Long.class).single();
    }

    /// Counts what was found, and goes on to applying it.
    private void noteWhatWasFound(RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease, """
                update sync_run_directory d
                   set (created, updated, deactivated, reactivated, held, unchanged) = (
                           select count(distinct c.subject_id) filter (where c.kind = 'user.created'),
                                  count(distinct c.subject_id) filter (
                                      where c.kind in ('user.updated', 'user.email_removed', 'user.roles_removed',
                                                       'user.groups_removed')
                                        and c.status = 'PLANNED'),
                                  count(*) filter (where c.kind = 'user.deactivated' and c.status = 'PLANNED'),
                                  count(*) filter (where c.kind = 'user.reactivated'),
                                  count(*) filter (where c.status = 'HELD'),
                                  (select count(*)
                                     from (select id from staged_user where run_id = :run and directory_id = :directory
                                           except
                                           select subject_id from sync_change
                                            where run_id = :run and directory_id = :directory) as rest)
                             from sync_change c
                            where c.run_id = :run and c.directory_id = :directory),
                       phase = 'APPLYING'
                 where d.run_id = :run and d.directory_id = :directory""").update();
    }

    /// Where anybody's groups are said, now or in an earlier listing, who is listed without any is in none.
    private void fillMissingGroups(RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease,
                """
                        update staged_user s
                           set group_ids = '{}', roles = case when d.role_assignments is null then s.roles else coalesce(s.roles, '{}') end
                          from sync_run_directory d
                         where s.run_id = :run and s.directory_id = :directory and s.groups_missing and s.group_ids is null
                           and d.run_id = :run and d.directory_id = :directory and d.organization_id = :organization
                           and (exists (select from directory k where k.id = :directory and k.says_groups)
                                or exists (select from staged_user o
                                            where o.run_id = :run and o.directory_id = :directory and o.group_ids is not null))""")
                .update();
    }

    /// At the end, because events of the directory wait for its row.
    private void noteWhetherGroupsAreSaid(RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease, """
                update directory set says_groups = true
                 where id = :directory and organization_id = :organization and not says_groups
                   and exists (select from staged_user s
                                where s.run_id = :run and s.directory_id = :directory and s.group_ids is not null
                                  and not s.groups_missing)""").update();
    }
}
