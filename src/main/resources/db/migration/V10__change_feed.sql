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

-- The change feed. An entry has the user as it was after the change; those from before have none, and are told with the
-- user as it is. Its position is given after the commit, so that a reader who has seen a position has seen all before it.
alter table account_change add column snapshot jsonb;
alter table account_change add column position bigint;
alter table account_change add constraint account_change_position unique (position);
create index account_change_without_position on account_change (id) where position is null;

-- The last that was heard of an account that became part of another one.
update account_change set kind = 'user.merged'
 where id in (select max(c.id) from account_change c join app_user a on a.id = c.account_id
               where a.merged_into is not null group by a.id);

-- When the personal data of this directory user was erased: nothing older is taken in any more.
alter table directory_user add column erased_at timestamptz;
create index directory_user_erased on directory_user (id) where erased_at is not null;

-- The events of a person.
create index webhook_event_by_subject on webhook_event (subject_id);
