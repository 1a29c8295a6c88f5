package dev.rollcall.reconcile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Compares what was staged of a directory with what is known, field by field where nothing newer is known, and writes
/// down the differences. The same statements serve dry runs and real ones.
@Component
class Comparison {

    private static final String USERS = """
            with compared as (
                select s.id, s.seen_at, coalesce(nullif(s.email, ''), u.email) as address, u.id is null as is_new,
                       u.active as was_active, a.status as account_status, a.protected as is_protected, u.account_id,
                       s.active as active, s.email, s.name, s.given_name, s.family_name, s.roles, s.group_ids,
                       u.email as was_email, u.name as was_name, u.given_name as was_given_name,
                       u.family_name as was_family_name, u.roles as was_roles, u.group_ids as was_group_ids,
                       a.email as account_email, a.name as account_name, a.wanted_email,
                       case when s.active is not null then s.active
                            when u.id is null then true
                            when not u.active and u.observed_event like 'api:%:absent' then true
                            else u.active end as is_active,
                       u.observed_at, u.older_fields
                  from staged_user s
                  left join directory_user u on u.id = s.id
                  left join app_user a on a.id = u.account_id
                 where s.run_id = :run and s.directory_id = :directory
                   -- Of somebody who was erased and is not back nothing is to be known.
                   and (u.erased_at is null or u.active or s.active or u.returned is not null)
                   and (u.id is null
                        or s.active <> u.active or s.email <> coalesce(u.email, '') or s.name <> coalesce(u.name, '')
                        or s.given_name <> coalesce(u.given_name, '') or s.family_name <> coalesce(u.family_name, '')
                        or s.roles <> u.roles or s.group_ids <> u.group_ids or not u.active or a.status <> 'ACTIVE'
                        or a.name is distinct from u.name or a.email is distinct from u.email)),
            fields as (
                select c.*,
                       active is distinct from was_active and is_active is distinct from was_active
                           and field_observed_at(older_fields, 'active', observed_at) < seen_at as active_differs,
                       (select jsonb_agg(jsonb_build_object('field', f.field, 'from', f.was, 'to', f.said) order by f.place)
                          from (values (1, 'email', was_email, nullif(email, ''), email is not null),
                                       (2, 'name', was_name, nullif(name, ''), name is not null),
                                       (3, 'given_name', was_given_name, nullif(given_name, ''), given_name is not null),
                                       (4, 'family_name', was_family_name, nullif(family_name, ''), family_name is not null))
                               as f (place, field, was, said, is_said)
                         where f.is_said and f.said is distinct from f.was
                           and not (f.field = 'email' and f.said is null)
                           and field_observed_at(older_fields, f.field, observed_at) < seen_at) as details,
                       case when email = '' and was_email is not null
                                 and field_observed_at(older_fields, 'email', observed_at) < seen_at
                            then jsonb_build_array(jsonb_build_object('field', 'email', 'from', was_email, 'to', null)) end
                           as email_change,
                       case when roles <> was_roles and field_observed_at(older_fields, 'roles', observed_at) < seen_at
                            then jsonb_build_array(jsonb_build_object('field', 'roles', 'from', was_roles, 'to', roles)) end
                           as role_change,
                       case when group_ids <> was_group_ids
                                 and field_observed_at(older_fields, 'groups', observed_at) < seen_at
                            then jsonb_build_array(jsonb_build_object('field', 'groups', 'from', was_group_ids, 'to', group_ids)) end
                           as group_change
                  from compared c),
            others as (
                select f.*,
                       not is_new and (active_differs or account_status is distinct from
                               case when was_active then 'ACTIVE' else 'DEACTIVATED' end
                               and field_observed_at(older_fields, 'active', observed_at) < seen_at
                               and not (was_active is false and (is_protected or exists (
                                   select from directory_user other
                                    where other.account_id = f.account_id and other.id <> f.id and other.active)))) as status_differs,
                       not is_new and details is null and email_change is null and is_active and account_status = 'ACTIVE'
                           and not exists (select from directory_user other
                                            where other.account_id = f.account_id and other.id <> f.id)
                           and (account_name is distinct from was_name
                                or account_email is distinct from was_email and wanted_email is null) as account_differs
                  from fields f)
            insert into sync_change (run_id, organization_id, directory_id, kind, subject_id, email, changes, seen_at, status)
            select :run, :organization, :directory, k.kind, o.id, o.address, k.changes, o.seen_at, 'PLANNED'
              from others o
             cross join lateral (
                   select 'user.created' as kind,
                          jsonb_build_array(jsonb_build_object('field', 'status', 'from', null, 'to',
                                  case when is_active then 'ACTIVE' else 'DEACTIVATED' end))
                              || case when cardinality(roles) > 0 then
                                     jsonb_build_array(jsonb_build_object('field', 'roles', 'from', '[]'::jsonb, 'to', roles))
                                     else '[]' end
                              || case when cardinality(group_ids) > 0 then
                                     jsonb_build_array(jsonb_build_object('field', 'groups', 'from', '[]'::jsonb, 'to', group_ids))
                                     else '[]' end as changes
                    where is_new
                    union all
                   select 'user.deactivated',
                          jsonb_build_array(jsonb_build_object('field', 'status', 'from', 'ACTIVE', 'to', 'DEACTIVATED'))
                              || coalesce(role_change, '[]') || coalesce(group_change, '[]')
                    where status_differs and not is_active
                    union all
                   select 'user.reactivated',
                          jsonb_build_array(jsonb_build_object('field', 'status', 'from', 'DEACTIVATED', 'to', 'ACTIVE'))
                    where status_differs and is_active
                    union all
                   select 'user.updated',
                          coalesce(details, '[]')
                              || case when roles @> was_roles then coalesce(role_change, '[]') else '[]' end
                              || case when group_ids @> was_group_ids then coalesce(group_change, '[]') else '[]' end
                              || case when account_differs then jsonb_build_array(
                                     jsonb_build_object('field', 'email', 'from', account_email, 'to', was_email),
                                     jsonb_build_object('field', 'name', 'from', account_name, 'to', was_name))
                                     else '[]' end
                    where not is_new
                      and (details is not null or account_differs
                           or not (status_differs and not is_active)
                              and (role_change is not null and roles @> was_roles
                                   or group_change is not null and group_ids @> was_group_ids))
                    union all
                   select 'user.email_removed', email_change
                    where not is_new and email_change is not null
                    union all
                   select 'user.roles_removed', role_change
                    where not is_new and role_change is not null and not roles @> was_roles
                      and not (status_differs and not is_active)
                    union all
                   select 'user.groups_removed', group_change
                    where not is_new and group_change is not null and not group_ids @> was_group_ids
                      and not (status_differs and not is_active)) k
             order by o.id""";

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
             order by s.id""";

    /// For fewer rows than this, looking at a whole table costs more than it saves.
    private static final int MANY = 5_000;

    /// A million users are compared in less; other statements have to answer sooner.
    private static final int LONGEST_STATEMENT_MS = (int) Duration.ofMinutes(10).toMillis();

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final RunLedger ledger;
    private final Absences absences;
    private final Safeguard safeguard;

    Comparison(JdbcTemplate template, RunLedger ledger, Absences absences, Safeguard safeguard) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
        this.ledger = ledger;
        this.absences = absences;
        this.safeguard = safeguard;
    }

    /// Writes down what a run would change in a directory, and which of that has to be approved.
    @Transactional
    void compare(RunLease lease, DirectoryTask task) {
        ledger.hold(lease);
        // Users of whom it is not known in which directory they are: the last of their organization's directories
        // tells. Comparing the others may take longer than anybody else waits for a lock.
        jdbc.sql(
                "select set_config('lock_timeout', '0', true), pg_advisory_xact_lock(hashtextextended('sync_run ' || ?, ?))")
                .params(task.organizationId(), lease.runId()).query().listOfRows();
        long staged = jdbc.sql("select count(*) from staged_user where run_id = ? and directory_id = ?")
                .params(lease.runId(), task.directoryId()).query(Long.class).single();
        if (staged >= MANY || isManyKnown(task)) {
            prepareForMany();
        } else {
            // Whatever was counted of the tables: a directory of a few users is compared by looking at few rows.
            jdbc.sql("""
                    select set_config(name, 'off', true)
                      from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) as name""").query()
                    .listOfRows();
        }
        // A generic plan does not know how many rows there are.
        jdbc.sql("set local plan_cache_mode = force_custom_plan").update();
        fillMissingGroups(lease, task);
        long changes = absences.plan(lease, task);
        String only = lease.scope().directoryUserId();
        if (only == null) {
            statement(GROUPS, lease, task).update();
            absences.planGroups(lease, task);
        } else {
            statement("delete from staged_user where run_id = :run and directory_id = :directory and id <> :only",
                    lease, task).param("only", only).update();
        }
        changes += statement(USERS, lease, task).update();
        if (changes >= MANY) {
            letStatementsTakeLong();
            // Else it is not seen which index leads to few of the rows that have just been written.
            jdbc.sql("analyze sync_change").update();
        }
        absences.leaveUndecided(lease, task);
        safeguard.hold(lease, task);
        statement("""
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
                                  (select count(*) from staged_user s
                                    where s.run_id = :run and s.directory_id = :directory
                                      and not exists (select from sync_change o
                                                       where o.run_id = :run and o.directory_id = :directory
                                                         and o.subject_id = s.id))
                             from sync_change c
                            where c.run_id = :run and c.directory_id = :directory),
                       phase = 'APPLYING'
                 where d.run_id = :run and d.directory_id = :directory""", lease, task).update();
    }

    /// One directory may list few of whom many are known.
    private boolean isManyKnown(DirectoryTask task) {
        return jdbc.sql("""
                select count(*) = :many
                  from (select from directory_user
                         where organization_id = :organization and (directory_id = :directory or directory_id is null)
                         limit :many) as known""").param("many", MANY).param("organization", task.organizationId())
                .param("directory", task.directoryId()).query(Boolean.class).single();
    }

    /// Where anybody's groups are said, now or in an earlier listing, who is listed without any is in none.
    private void fillMissingGroups(RunLease lease, DirectoryTask task) {
        statement("""
                update directory set says_groups = true
                 where id = :directory and organization_id = :organization and not says_groups
                   and exists (select from staged_user s
                                where s.run_id = :run and s.directory_id = :directory and s.group_ids is not null)""",
                lease, task).update();
        statement(
                """
                        update staged_user s
                           set group_ids = '{}', roles = case when d.role_assignments is null then s.roles else coalesce(s.roles, '{}') end
                          from sync_run_directory d
                         where s.run_id = :run and s.directory_id = :directory and s.groups_missing and s.group_ids is null
                           and d.run_id = :run and d.directory_id = :directory and d.organization_id = :organization
                           and (exists (select from directory k where k.id = :directory and k.says_groups)
                                or exists (select from staged_user o
                                            where o.run_id = :run and o.directory_id = :directory and o.group_ids is not null))""",
                lease, task).update();
    }

    /// Lets the statements of this transaction look at whole tables, each once. What was counted of tables that have just
    /// been filled speaks of the time before, and would make joins go row by row.
    private void prepareForMany() {
        jdbc.sql("analyze staged_user").update();
        jdbc.sql("set local enable_nestloop = off").update();
        letStatementsTakeLong();
    }

    private void letStatementsTakeLong() {
        template.execute((ConnectionCallback<@Nullable Void>) connection -> {
            // The pool puts it back.
            connection.setNetworkTimeout(Runnable::run, LONGEST_STATEMENT_MS);
            return null;
        });
    }

    private StatementSpec statement(String sql, RunLease lease, DirectoryTask task) {
        return jdbc.sql(sql).param("run", lease.runId()).param("organization", task.organizationId()).param("directory",
                task.directoryId());
    }
}
