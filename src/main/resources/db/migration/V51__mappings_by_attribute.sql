-- Role mappings by attribute: they mean whoever has an attribute, beside those by group. Each statement is a transaction of its own:
-- nodes of the version before lock these tables and views, one after the other.
alter table role_mapping
    -- The attribute's name; null for a mapping by group.
    add column if not exists attribute text,
    -- What the attributes of whoever it means contain, one of these: JSON objects, as AttributeValue has them.
    add column if not exists contained text[];
alter table role_mapping
    drop constraint if exists role_mapping_match_check,
    add constraint role_mapping_match_check check (match in ('ID', 'NAME', 'PATTERN', 'ATTRIBUTE'));
alter table role_mapping
    drop constraint if exists role_mapping_unique,
    add constraint role_mapping_unique unique nulls not distinct (organization_id, match, attribute, value, role);
create index if not exists role_mapping_by_attribute on role_mapping (organization_id) where contained is not null;

-- A mapping by attribute means no group.
create or replace function mapping_means(match text, value text, group_id text, group_name text) returns boolean
    language sql immutable parallel safe
    return case match
               when 'ID' then group_id = value
               when 'NAME' then group_name = value
               when 'PATTERN' then group_name ~ ('^(?:' || value || ')$')
               else false
           end;

-- Which mappings mean which accounts, and by what of them: the one rule.
create or replace view matching_mapping as
select g.account_id, m.id as mapping_id, m.role, m.priority, 'GROUP' as source, g.id as given_by, g.display_name as given_by_name
  from effective_group g
  join app_user a on a.id = g.account_id
  join role_mapping m
    on (m.organization_id is null or m.organization_id = a.organization_id)
   and mapping_means(m.match, m.value, g.id, g.display_name)
 union all
select a.id, m.id, m.role, m.priority, 'ATTRIBUTE', m.attribute, m.value
  from app_user a
  join role_mapping m
    on m.contained is not null
   and (m.organization_id is null or m.organization_id = a.organization_id)
   and cast(a.attributes as jsonb) @> any (cast(m.contained as jsonb[]))
 where a.status = 'ACTIVE' and a.attributes <> '{}'
   -- What is still shown of who has left, or of a directory that does not count, gives nothing.
   and exists (select from counted_directory_user c join directory_user u on u.id = c.id
                where c.account_id = a.id and cast(u.attributes as jsonb) @> any (cast(m.contained as jsonb[])));

-- Of mappings with a priority only the role of the highest counts, whatever they compare.
create or replace view mapped_role as
select account_id, role, priority,
       rank() over (partition by account_id, priority is null order by priority desc, role) as place,
       source
  from matching_mapping;

-- The roles of accounts, but for the default role.
create or replace view account_role as
select account_id, unnest(roles) as role, 'DIRECTORY' as source, false as resting from counted_directory_user
union
select account_id, role, source, false from mapped_role where priority is null or place = 1
union
select account_id, role, 'MANUAL', bool_and(rests(account_id, known, directory_user_id)) from role_grant group by account_id, role;

-- The same for nodes of the version before, which know no mapping by attribute.
create or replace view effective_role as
select distinct account_id, role, case source when 'ATTRIBUTE' then 'GROUP' else source end as source, resting from account_role;

-- Who of an organization would lose which roles if groups had other names: the rule of mapped_role, with those names.
create or replace function roles_lost_by_renaming(organization text, groups text[], names text[])
    returns table (id text, lost text[])
    language sql stable parallel safe
    as $$
        with renamed as (select * from unnest(groups, names) as r (group_id, name)),
             member as (
            select u.id, u.account_id from directory_user u
             where u.active and u.organization_id = organization and u.group_ids && groups),
             matching as (
            select g.account_id, m.role, m.priority
              from effective_group g
              left join renamed r on r.group_id = g.id
              join role_mapping m
                on (m.organization_id is null or m.organization_id = organization)
               and mapping_means(m.match, m.value, g.id, coalesce(r.name, g.display_name))
             where g.account_id = any (array(select member.account_id from member))
             union all
            select m.account_id, m.role, m.priority from matching_mapping m
             where m.source = 'ATTRIBUTE' and m.account_id = any (array(select member.account_id from member))),
             mapped as (
            select matching.account_id, matching.role, matching.priority,
                   rank() over (partition by account_id, priority is null order by priority desc, role) as place
              from matching),
             kept as (
            select mapped.account_id, mapped.role from mapped where priority is null or place = 1
             union
            select e.account_id, e.role from account_role e
             where e.source in ('DIRECTORY', 'MANUAL') and not e.resting and e.account_id = any (array(select member.account_id from member)))
        select m.id, array_agg(distinct e.role)
          from member m
          join account_role e on e.account_id = m.account_id and not e.resting
         where e.account_id = any (array(select member.account_id from member)) and not exists (select from kept k where k.account_id = e.account_id and k.role = e.role)
         group by m.id
    $$;

-- Whom an edit concerns: those with an attribute of this value, in place of the members of groups.
alter table wide_change
    add column if not exists attribute text,
    -- Raised by nodes that know such changes when they list accounts.
    add column if not exists listings integer not null default 0;

-- A node of the version before lists nobody for a change of all organizations that is not about groups: then nobody is listed yet.
create or replace function leave_listing_to_others() returns trigger language plpgsql as $$
begin
    new.listed := false;
    new.listed_to := old.listed_to;
    return new;
end $$;
create or replace trigger wide_change_leave_listing before update on wide_change for each row
    when (new.organization_id is null and new.match is null and new.listings = old.listings)
    execute function leave_listing_to_others();
