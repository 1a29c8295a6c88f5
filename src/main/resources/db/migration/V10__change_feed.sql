-- Whether a role mapping means a group: the one rule, for reading roles and for asking whom a mapping would concern.
create function mapping_means(match text, value text, group_id text, group_name text) returns boolean
    language sql immutable parallel safe
    return case match
               when 'ID' then group_id = value
               when 'NAME' then group_name = value
               else group_name ~ ('^(?:' || value || ')$')
           end;

create or replace view mapped_role as
select g.account_id, m.role, m.priority,
       row_number() over (partition by g.account_id, m.priority is null order by m.priority desc, m.role) as place
  from effective_group g
  join app_user a on a.id = g.account_id
  join role_mapping m
    on (m.organization_id is null or m.organization_id = a.organization_id)
   and mapping_means(m.match, m.value, g.id, g.display_name);
