alter table sync_run_directory
    -- Raised with every change of what is held back: an equal number of changes may be another list.
    add column held_revision bigint not null default 0,
    -- What became of all that is held back of it. Not written to each change: there may be a million.
    add column decision text check (decision in ('APPROVED', 'REJECTED', 'EXPIRED')),
    -- The older runs that hold back what this one would have held back, too.
    add column held_by text;

-- The changes of runs as they stand now that somebody has decided.
create view decided_change as
select c.run_id, c.id, c.organization_id, c.directory_id, c.kind, c.subject_id, c.email, c.changes, c.event_id,
       case when c.status <> 'HELD' or d.decision is null then c.status
            when d.decision = 'APPROVED' then 'PLANNED'
            else d.decision end as status
  from sync_change c
  left join sync_run_directory d on d.run_id = c.run_id and d.directory_id = c.directory_id;

-- What runs have taken from people of a directory without asking: the safeguard counts it for a day.
create table unasked_loss (
    directory_id      text        not null,
    loss              text        not null,
    directory_user_id text        not null,
    lost_at           timestamptz not null,
    -- The roles or the groups.
    lost              text[]      not null,
    primary key (directory_id, loss, lost_at, directory_user_id)
);
create index unasked_loss_by_time on unasked_loss (lost_at);

-- Runs that are to stop. Beside the run, whose row is locked as long as a node writes for it.
create table sync_run_cancellation (
    run_id bigint primary key
);

-- Since when Scalekit has not had the directory, once it is decided what becomes of its people.
alter table directory_baseline add column gone_at timestamptz;

-- Who of an organization would lose which roles if groups had other names: the rule of mapped_role, with those names.
create function roles_lost_by_renaming(organization text, groups text[], names text[])
    returns table (id text, lost text[])
    language sql stable parallel safe
    as $$
        with renamed as (select * from unnest(groups, names) as r (group_id, name)),
             member as (
            select u.id, u.account_id from directory_user u
             where u.active and u.organization_id = organization and u.group_ids && groups),
             mapped as (
            select g.account_id, m.role, m.priority,
                   row_number() over (partition by g.account_id, m.priority is null order by m.priority desc, m.role) as place
              from effective_group g
              left join renamed r on r.group_id = g.id
              join role_mapping m
                on (m.organization_id is null or m.organization_id = organization)
               and mapping_means(m.match, m.value, g.id, coalesce(r.name, g.display_name))
             where g.account_id in (select member.account_id from member)),
             kept as (
            select mapped.account_id, mapped.role from mapped where priority is null or place = 1
             union
            select e.account_id, e.role from effective_role e
             where e.source <> 'GROUP' and not e.resting and e.account_id in (select member.account_id from member))
        select m.id, array_agg(distinct e.role)
          from member m
          join effective_role e on e.account_id = m.account_id and not e.resting
         where not exists (select from kept k where k.account_id = e.account_id and k.role = e.role)
         group by m.id
    $$;

-- Runs whose list expired left what they had read.
delete from staged_user s
 where not exists (select from sync_run r
                    where r.id = s.run_id and r.status in ('PENDING', 'RUNNING', 'AWAITING_APPROVAL'));
delete from staged_group s
 where not exists (select from sync_run r
                    where r.id = s.run_id and r.status in ('PENDING', 'RUNNING', 'AWAITING_APPROVAL'));
