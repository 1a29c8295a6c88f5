-- Which role active users without another have, as admins chose it: in one organization, or in all that have none of their own. Each
-- statement is a transaction of its own: nodes of the version before lock these tables and views, one after the other.
create table if not exists default_role_choice (
    -- Null: all organizations for which nothing else is chosen.
    organization_id text,
    -- Empty: none.
    role            text not null,
    constraint default_role_choice_unique unique nulls not distinct (organization_id)
);

-- The default role where nothing is chosen for an organization: as it is chosen for all, else as the setting says, which `default_role` has.
create or replace view general_default_role as
select coalesce(c.role, d.role) as role, case when c.role is not null then 'ALL' when d.role is not null then 'SETTING' end as source
  from (values (true)) as one (one)
  left join default_role_choice c on c.organization_id is null
  left join default_role d on d.one;

-- The default role of each organization, null for none, and what says so. Looked up for the organizations that are asked for: joined, it would
-- be made up for all of them.
create or replace view organization_default_role as
select o.id as organization_id,
       nullif(coalesce((select c.role from default_role_choice c where c.organization_id = o.id),
                       (select g.role from general_default_role g)), '') as role,
       case when exists (select from default_role_choice c where c.organization_id = o.id) then 'ORGANIZATION'
            else (select g.source from general_default_role g) end as source
  from organization o;

-- Each user's roles are looked up for that user, whatever is asked for: joined, all roles of everybody would be computed.
create or replace view rollcall_api.user_roles as
select a.id as user_id, a.organization_id, its.role, its.source, its.resting
  from app_user a
 cross join lateral (
       select e.role, e.source, e.resting from account_role e where e.account_id = a.id
        union all
       select d.role, 'DEFAULT', false from organization_default_role d
        where d.organization_id = a.organization_id and d.role is not null and a.status = 'ACTIVE'
          and not exists (select from account_role e where e.account_id = a.id and not e.resting)
       offset 0) as its
 where a.merged_into is null and a.organization_id <> '';
comment on column rollcall_api.user_roles.source is 'What gives it: DIRECTORY, GROUP, ATTRIBUTE, MANUAL or DEFAULT.';

create or replace view rollcall_api.users as
select a.id, a.organization_id, o.external_id as organization_external_id, a.external_id, a.email, a.name, a.given_name, a.family_name,
       a.status,
       array(select its.role from (select distinct r.role from rollcall_api.user_roles r where r.user_id = a.id and not r.resting) as its
              order by its.role collate "C") as roles,
       array(select g.id from effective_group g where g.account_id = a.id order by g.id collate "C") as groups,
       array(select g.display_name from effective_group g where g.account_id = a.id order by g.id collate "C") as group_names,
       array(select u.id from directory_user u where u.account_id = a.id order by u.id collate "C") as directory_user_ids,
       cast(a.attributes as jsonb) as attributes, a.created_at, a.updated_at
  from app_user a left join organization o on o.id = a.organization_id
 where a.merged_into is null and a.organization_id <> '';

-- Nodes of the version before add the default role of their settings to whoever has no role: of what is chosen they learn here.
create or replace view effective_role as
select distinct account_id, role, case source when 'ATTRIBUTE' then 'GROUP' else source end as source, resting from account_role
union all
select a.id, d.role, 'DEFAULT', false
  from app_user a
  join organization_default_role d on d.organization_id = a.organization_id
 where d.role is not null and a.status = 'ACTIVE'
   and not exists (select from account_role e where e.account_id = a.id and not e.resting offset 0);
