-- V55's view, which asks first whether there is a mapping at all: PostgreSQL read everybody's groups and attributes before it found none.
create or replace view matching_mapping as
select g.account_id, m.id as mapping_id, m.role, m.priority, 'GROUP' as source, g.id as given_by, g.display_name as given_by_name
  from effective_group g
  join app_user a on a.id = g.account_id
  join role_mapping m
    on (m.organization_id is null or m.organization_id = a.organization_id)
   and mapping_means(m.match, m.value, g.id, g.display_name)
 where exists (select from role_mapping where contained is null)
 union all
select a.id, m.id, m.role, m.priority, 'ATTRIBUTE', m.attribute, m.value
  from app_user a
  join role_mapping m
    on m.contained is not null
   and (m.organization_id is null or m.organization_id = a.organization_id)
   and cast(a.attributes as jsonb) @> any (cast(m.contained as jsonb[]))
 where exists (select from role_mapping where contained is not null)
   and a.status = 'ACTIVE' and a.attributes <> '{}'
   and exists (select from counted_directory_user c join directory_user u on u.id = c.id
                where c.account_id = a.id and cast(u.attributes as jsonb) @> any (cast(m.contained as jsonb[])) offset 0);
