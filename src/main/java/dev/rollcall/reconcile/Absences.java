package dev.rollcall.reconcile;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who and what is known in a directory and on none of its pages, and which of them are gone: see "Absence needs proof" and "Only
/// whose people they are" in the design. All of it happens in the transaction of the comparison.
@Component
class Absences {

    /// The other directories that the organization has or had, without those that are read as a whole in this run, and since
    /// when they have been disabled or gone.
    private static final String UNREAD = """
            with unread as materialized (
                select d.id,
                       coalesce(d.disabled_at,
                                (select min(g.listed_from) from sync_run_directory g
                                  where g.directory_id = d.id and g.gone
                                    and g.listed_from > coalesce((select b.listed_from from directory_baseline b
                                                                   where b.directory_id = d.id), '-infinity'))) as closed_at
                  from (select k.id, k.disabled_at from directory k where k.organization_id = :organization
                        union all
                        select s.id, null
                          from sync_run_directory l cross join lateral unnest(l.siblings) as s (id)
                         where l.run_id = :run and l.directory_id = :directory
                           and not exists (select from directory k where k.id = s.id)) d
                 where d.id <> :directory
                   and not exists (select from sync_run_directory r
                                    where r.run_id = :run and r.directory_id = d.id and r.%s
                                      and r.phase in ('APPLYING', 'DONE')))
            """;

    /// Only the directory that somebody is known to be in misses them: the one that listed them, or has their group. Who is
    /// known in none is missed only if every directory is read as a whole, or was disabled or gone before the newest statement
    /// about them; who has come since the first page is only counted.
    private static final String FIND = UNREAD.formatted("users_whole") + """
            insert into absent_user (run_id, directory_id, id, said_at, listed_from)
            select :run, :directory, u.id, known.said_at, l.listed_from
              from sync_run_directory l
              join directory_user u on u.organization_id = l.organization_id
              join app_user a on a.id = u.account_id
             cross join lateral (select field_observed_at(u.older_fields, 'active', u.observed_at) as said_at) known
             where l.run_id = :run and l.directory_id = :directory
               and (l.users_whole or l.end_total is not null)
               and (u.directory_id = :directory
                    or u.directory_id is null
                       and case when exists (select from directory_group g
                                              where g.id = any (u.group_ids || u.former_group_ids)
                                                and g.directory_id is not null)
                                then not exists (select from directory_group g
                                                  where g.id = any (u.group_ids || u.former_group_ids)
                                                    and g.directory_id <> :directory)
                                else (l.users_whole or known.said_at >= l.listed_from)
                                     and not exists (select from unread o
                                                      where coalesce(o.closed_at, 'infinity') >= u.observed_at) end)
               and (u.active
                    or a.status = 'ACTIVE' and (not a.protected or rests(a.id, a.protection_known))
                       and not exists (select from directory_user other
                                        where other.account_id = u.account_id and other.active))
               and not exists (select from staged_user s where s.run_id = :run and s.id = u.id)""";

    /// Of whom nothing is known that is newer than the listing, and, if the directory moved meanwhile, whom the listing before
    /// lacked, too.
    private static final String GONE = """
            from absent_user a
            join sync_run_directory l on l.run_id = a.run_id and l.directory_id = a.directory_id
            join directory_user u on u.id = a.id
            where a.run_id = :run and a.directory_id = :directory and a.said_at < a.listed_from
              and (l.users_whole
                   or exists (select from absent_user before
                               where before.directory_id = a.directory_id and before.run_id < a.run_id
                                 and before.id = a.id and a.said_at < before.listed_from))""";

    /// How many more people are known to be there than the directory counts at the end: those who left without being seen to.
    private static final String UNSEEN_LEAVERS = """
            select (select count(*) from staged_user s
                      left join directory_user u on u.id = s.id
                     where s.run_id = l.run_id and s.directory_id = l.directory_id
                       and not coalesce(s.active is distinct from false and not u.active
                                        and field_observed_at(u.older_fields, 'active', u.observed_at) > s.seen_at
                                        and field_observed_at(u.older_fields, 'active', u.observed_at) < l.end_until, false))
                 + (select count(*) from absent_user a
                      join directory_user u on u.id = a.id
                     where a.run_id = l.run_id and a.directory_id = l.directory_id and u.active
                       and a.said_at <= l.end_from)
                 - l.end_total
              from sync_run_directory l
             where l.run_id = :run and l.directory_id = :directory and l.end_total is not null""";

    private static final String GONE_GROUPS = UNREAD.formatted("groups_whole") + """
            insert into sync_change (run_id, organization_id, directory_id, kind, subject_id, changes, seen_at, status)
            select :run, :organization, :directory, 'group.deleted', g.id,
                   jsonb_build_array(jsonb_build_object('field', 'display_name', 'from', g.display_name, 'to', null)),
                   l.listed_from, 'PLANNED'
              from sync_run_directory l
              join directory_group g on g.organization_id = l.organization_id
             where l.run_id = :run and l.directory_id = :directory and l.groups_whole and not g.deleted
               and g.observed_at < l.listed_from
               and (g.directory_id = :directory
                    or g.directory_id is null
                       and not exists (select from unread o
                                        where coalesce(o.closed_at, 'infinity') >= greatest(g.observed_at, g.named_at)))
               and not exists (select from staged_group s where s.run_id = :run and s.id = g.id)
             order by g.id""";

    private final Plan plan;
    private final Sought sought;
    private final JdbcClient jdbc;

    Absences(Plan plan, Sought sought, JdbcClient jdbc) {
        this.plan = plan;
        this.sought = sought;
        this.jdbc = jdbc;
    }

    /// Plans to deactivate whoever is proven to be gone.
    ///
    /// @return how many
    long plan(RunLease lease, DirectoryTask task) {
        if (task.mode() != SyncMode.FULL) {
            forget(lease, task);
            return 0;
        }
        task.statement(jdbc, lease, FIND).update();
        long planned = hasRoomForThem(lease, task) ? plan.users(task
                .statement(jdbc, lease, "select a.id as subject_id, true as absent, a.listed_from as seen_at " + GONE
                        + " and (cast(:only as text[]) is null or a.id = any (cast(:only as text[]))) order by a.id")
                .param("only", sought.ids(lease, task)), lease, task) : 0;
        forget(lease, task);
        return planned;
    }

    /// Plans to delete the groups that are gone.
    void planGroups(RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease, GONE_GROUPS).update();
    }

    /// If the directory moved: no more may be gone than its totals leave room for.
    private boolean hasRoomForThem(RunLease lease, DirectoryTask task) {
        Long leavers = task.statement(jdbc, lease, UNSEEN_LEAVERS).query(Long.class).optional().orElse(null);
        return leavers == null || task.statement(jdbc, lease, "select count(*) " + GONE + " and u.active")
                .query(Long.class).single() <= leavers;
    }

    /// Whom the listing before lacked is asked once: by the next one that can tell, or that lists them.
    private void forget(RunLease lease, DirectoryTask task) {
        if (!lease.dryRun()) {
            task.statement(jdbc, lease, """
                    delete from absent_user a
                     using sync_run_directory l
                     where l.run_id = :run and l.directory_id = :directory
                       and a.directory_id = :directory and a.run_id < :run
                       and (l.mode = 'FULL' and (l.users_whole or l.moved or l.end_total is not null)
                            or exists (select from staged_user s where s.run_id = :run and s.id = a.id))""").update();
        }
    }

    /// Names those of whom it is too early to tell: they are not listed, and something newer than the listing is known.
    void leaveUndecided(RunLease lease, DirectoryTask task) {
        int undecided = task
                .statement(jdbc, lease,
                        """
                                insert into sync_change (run_id, organization_id, directory_id, kind, subject_id, email, changes, seen_at, status)
                                select :run, :organization, :directory, 'user.deactivated', a.id, u.email,
                                       jsonb_build_array(jsonb_build_object('field', 'status', 'from', 'ACTIVE', 'to', 'DEACTIVATED')),
                                       a.listed_from, 'UNDECIDED'
                                  from absent_user a
                                  join sync_run_directory l on l.run_id = a.run_id and l.directory_id = a.directory_id
                                  join directory_user u on u.id = a.id
                                 where a.run_id = :run and a.directory_id = :directory and l.users_whole and u.active
                                   and a.said_at >= a.listed_from and (cast(:only as text[]) is null or a.id = any (cast(:only as text[])))
                                 order by a.id""")
                .param("only", sought.ids(lease, task)).update();
        task.statement(jdbc, lease,
                "update sync_run_directory set undecided = :undecided where run_id = :run and directory_id = :directory")
                .param("undecided", undecided).update();
    }
}
