-- The mirror: what the directories say. Each row carries the version (observed_at, observed_event) of the newest
-- observation applied to it.

create table organization (
    id             text primary key,
    display_name   text,
    deleted        boolean     not null default false,
    observed_at    timestamptz not null,
    observed_event text collate "C" not null
);

create table directory (
    id              text primary key,
    organization_id text        not null,
    provider        text,
    enabled         boolean     not null,
    -- Disabled while the policy was to deactivate: its users do not count.
    suspended       boolean     not null default false,
    observed_at     timestamptz not null,
    observed_event  text collate "C" not null
);
create index directory_by_organization on directory (organization_id);

create table directory_group (
    id              text primary key,
    organization_id text    not null,
    directory_id    text,
    display_name    text,
    deleted         boolean not null default false,
    observed_at     timestamptz not null,
    observed_event  text collate "C" not null,
    named_at        timestamptz not null,
    named_event     text collate "C" not null
);
create index directory_group_by_organization on directory_group (organization_id, id);

-- The account that the application knows: one per person and organization.
create table app_user (
    id              uuid primary key,
    organization_id text        not null,
    email           text,
    name            text,
    given_name      text,
    family_name     text,
    status          text        not null check (status in ('ACTIVE', 'DEACTIVATED')),
    protected       boolean     not null default false,
    -- Set when later news showed that this account and another are one person; the other one carries on.
    merged_into     uuid references app_user (id),
    created_at      timestamptz not null,
    updated_at      timestamptz not null
);
create index app_user_by_organization on app_user (organization_id, id);
create index app_user_by_email on app_user (lower(email), id);
create index app_user_by_status on app_user (status, id);
create index app_user_merged on app_user (merged_into) where merged_into is not null;

create table directory_user (
    id              text primary key,
    organization_id text        not null,
    directory_id    text,
    account_id      uuid        not null references app_user (id) deferrable initially deferred,
    active          boolean     not null,
    email           text,
    name            text,
    given_name      text,
    family_name     text,
    roles           text[]      not null default '{}',
    group_ids       text[]      not null default '{}',
    observed_at     timestamptz not null,
    observed_event  text collate "C" not null,
    -- The version of each field that the newest observation did not speak of.
    older_fields    jsonb       not null default '{}'
);
create index directory_user_by_account on directory_user (account_id);
create index directory_user_by_organization on directory_user (organization_id);
create index directory_user_by_group on directory_user using gin (group_ids);

-- Which directory user was seen with which e-mail address when: what decides whom a new directory user joins.
create table directory_user_address (
    directory_user_id text        not null references directory_user (id) deferrable initially deferred,
    organization_id   text        not null,
    address           text        not null,
    taken_at          timestamptz not null,
    taken_event       text collate "C" not null,
    primary key (directory_user_id, taken_at, taken_event)
);
create index directory_user_address_by_address on directory_user_address (organization_id, address);

create table role_grant (
    account_id uuid        not null references app_user (id),
    role       text        not null,
    granted_by text        not null,
    granted_at timestamptz not null,
    primary key (account_id, role)
);

create table role_mapping (
    id              bigint generated always as identity primary key,
    -- Null: in every organization.
    organization_id text,
    match           text not null check (match in ('ID', 'NAME', 'PATTERN')),
    value           text not null,
    role            text not null,
    -- Where mappings with a priority match, only the role of the highest one counts.
    priority        integer,
    constraint role_mapping_unique unique nulls not distinct (organization_id, match, value, role)
);

-- Every change of an account, as the application sees it, with its cause.
create table account_change (
    id              bigint generated always as identity primary key,
    account_id      uuid        not null references app_user (id),
    organization_id text        not null,
    kind            text        not null,
    changes         jsonb       not null,
    cause           jsonb       not null,
    occurred_at     timestamptz not null,
    recorded_at     timestamptz not null
);
create index account_change_by_account on account_change (account_id, id);

-- Directory users that count: said to be active, in an organization that exists, in a directory that is not suspended.
-- User events name no directory, so one that is known only from them belongs to the directory of its groups, or to
-- the only one its organization has.
create view live_directory_user as
select du.*
  from directory_user du
 where du.active
   and not exists (select from organization o where o.id = du.organization_id and o.deleted)
   and not exists (
       select from directory d
        where d.organization_id = du.organization_id
          and d.suspended
          and (d.id = du.directory_id
               or du.directory_id is null
                  and (exists (select from directory_group g where g.directory_id = d.id and g.id = any (du.group_ids))
                       or not exists (select from directory other
                                       where other.organization_id = d.organization_id and other.id <> d.id))));

-- Those whose roles and groups the account has: the live ones, and all of a protected account that is kept active.
create view counted_directory_user as
select * from live_directory_user
union all
select du.*
  from directory_user du
  join app_user a on a.id = du.account_id
 where a.protected and a.status = 'ACTIVE';

create view effective_group as
select distinct c.account_id, g.id, g.display_name
  from counted_directory_user c
  join directory_group g on g.id = any (c.group_ids) and g.organization_id = c.organization_id
 where not g.deleted;

create view mapped_role as
select g.account_id, m.role, m.priority,
       row_number() over (partition by g.account_id, m.priority is null order by m.priority desc, m.role) as place
  from effective_group g
  join app_user a on a.id = g.account_id
  join role_mapping m
    on (m.organization_id is null or m.organization_id = a.organization_id)
   and case m.match
           when 'ID' then g.id = m.value
           when 'NAME' then g.display_name = m.value
           else g.display_name ~ ('^(?:' || m.value || ')$')
       end;

create view effective_role as
select account_id, unnest(roles) as role, 'DIRECTORY' as source from counted_directory_user
union
select account_id, role, 'GROUP' from mapped_role where priority is null or place = 1
union
select account_id, role, 'MANUAL' from role_grant;
