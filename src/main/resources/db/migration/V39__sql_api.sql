-- What applications that share the database may read, and promised to them as the HTTP API is. Whoever reads these views needs rights
-- on nothing else: views read with their owner's rights, and so does the function that they call.
alter function rests(uuid, timestamptz) security definer;
alter function rests(uuid, timestamptz, text) security definer;

-- The role of active users who have no other, as the nodes have it in their settings.
create table default_role (
    one  boolean primary key default true check (one),
    role text
);

create schema rollcall_api;
comment on schema rollcall_api is 'Promised like the HTTP API: columns are added, none is changed or taken away.';

create view rollcall_api.organizations as
select id, external_id, display_name as name, cast(metadata as jsonb) as metadata, deleted
  from organization
 where id <> '';
comment on view rollcall_api.organizations is 'The customers of the application.';
comment on column rollcall_api.organizations.id is 'Scalekit''s id of the organization.';
comment on column rollcall_api.organizations.external_id is 'What the application calls it; null if Scalekit does not say.';
comment on column rollcall_api.organizations.name is 'Its name; null if Scalekit has not said.';
comment on column rollcall_api.organizations.metadata is 'What else the application noted at Scalekit, texts by name.';
comment on column rollcall_api.organizations.deleted is 'Whether it is deleted: then none of its users has access.';

create view rollcall_api.groups as
select g.id, g.organization_id, g.directory_id, g.display_name,
       (select count(distinct member.account_id) from live_directory_user member where member.group_ids @> array[g.id]) as member_count
  from directory_group g
 where not g.deleted;
comment on view rollcall_api.groups is 'The live groups with the number of their members.';
comment on column rollcall_api.groups.id is 'Scalekit''s id of the group.';
comment on column rollcall_api.groups.organization_id is 'The organization that it belongs to.';
comment on column rollcall_api.groups.directory_id is 'The directory that it belongs to; null while only a member''s list of groups told of it.';
comment on column rollcall_api.groups.display_name is 'Its name.';
comment on column rollcall_api.groups.member_count is 'How many users are in it.';

-- Each user's roles are looked up for that user, whatever is asked for: joined, all roles of everybody would be computed.
create view rollcall_api.user_roles as
select a.id as user_id, a.organization_id, its.role, its.source, its.resting
  from app_user a
 cross join lateral (
       select e.role, e.source, e.resting from effective_role e where e.account_id = a.id
        union all
       select d.role, 'DEFAULT', false from default_role d
        where d.role is not null and a.status = 'ACTIVE'
          and not exists (select from effective_role e where e.account_id = a.id and not e.resting)
       offset 0) as its
 where a.merged_into is null and a.organization_id <> '';
comment on view rollcall_api.user_roles is 'The roles of users, one row for each source that gives one.';
comment on column rollcall_api.user_roles.user_id is 'The user.';
comment on column rollcall_api.user_roles.organization_id is 'The user''s organization.';
comment on column rollcall_api.user_roles.role is 'The role''s name.';
comment on column rollcall_api.user_roles.source is 'What gives it: DIRECTORY, GROUP, MANUAL or DEFAULT.';
comment on column rollcall_api.user_roles.resting is 'True if it does not count: it was granted by hand to somebody who may be another person than the one who has the account now.';

create view rollcall_api.users as
select a.id, a.organization_id, o.external_id as organization_external_id, a.external_id, a.email, a.name, a.given_name, a.family_name,
       a.status,
       array(select its.role
               from (select e.role from effective_role e where e.account_id = a.id and not e.resting
                      union
                     select d.role from default_role d
                      where d.role is not null and a.status = 'ACTIVE'
                        and not exists (select from effective_role e where e.account_id = a.id and not e.resting)) as its
              order by its.role collate "C") as roles,
       array(select g.id from effective_group g where g.account_id = a.id order by g.id collate "C") as groups,
       array(select g.display_name from effective_group g where g.account_id = a.id order by g.id collate "C") as group_names,
       array(select u.id from directory_user u where u.account_id = a.id order by u.id collate "C") as directory_user_ids,
       cast(a.attributes as jsonb) as attributes, a.created_at, a.updated_at
  from app_user a left join organization o on o.id = a.organization_id
 where a.merged_into is null and a.organization_id <> '';
comment on view rollcall_api.users is 'The accounts of the application, without those that were merged into others.';
comment on column rollcall_api.users.id is 'Rollcall''s id, which stays the same when the person is renamed, leaves or comes back.';
comment on column rollcall_api.users.organization_id is 'The organization that the account belongs to.';
comment on column rollcall_api.users.organization_external_id is 'What the application calls that organization; null if Scalekit does not say.';
comment on column rollcall_api.users.external_id is 'What the application calls the user; null if it has not said.';
comment on column rollcall_api.users.email is 'The e-mail address, which no other active account of the organization has.';
comment on column rollcall_api.users.name is 'The full name.';
comment on column rollcall_api.users.given_name is 'The first name.';
comment on column rollcall_api.users.family_name is 'The last name.';
comment on column rollcall_api.users.status is 'ACTIVE if the person has access, DEACTIVATED if not.';
comment on column rollcall_api.users.roles is 'The names of the roles that count, each once, in order.';
comment on column rollcall_api.users.groups is 'The ids of the live groups that the person is in, in order.';
comment on column rollcall_api.users.group_names is 'The names of these groups, in the order of their ids.';
comment on column rollcall_api.users.directory_user_ids is 'The directory users that are this person, in order.';
comment on column rollcall_api.users.attributes is 'What the directory says beyond that, by the names that Scalekit gives it.';
comment on column rollcall_api.users.created_at is 'When the account was opened.';
comment on column rollcall_api.users.updated_at is 'When any of this last changed.';
