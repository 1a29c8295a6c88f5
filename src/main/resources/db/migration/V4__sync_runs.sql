-- Reconciliation: runs, what they read, and what they found to be different.

create table sync_run (
    id                bigint generated always as identity primary key,
    trigger           text        not null check (trigger in ('SCHEDULED', 'ON_DEMAND', 'DIRECTORY_ENABLED')),
    mode              text        not null check (mode in ('FULL', 'INCREMENTAL')),
    dry_run           boolean     not null,
    organization_id   text,
    directory_id      text,
    directory_user_id text,
    requested_by      text,
    status            text        not null check (status in
        ('PENDING', 'RUNNING', 'SUCCEEDED', 'INCOMPLETE', 'AWAITING_APPROVAL', 'FAILED', 'CANCELLED')),
    -- All directories of the scope are known: a run that was cut off need not look for them again.
    discovered        boolean     not null default false,
    cancel_requested  boolean     not null default false,
    -- Grows whenever a node begins or takes over the run: a node that was thought dead cannot write any more.
    epoch             integer     not null default 0,
    created_at        timestamptz not null,
    started_at        timestamptz,
    finished_at       timestamptz,
    error             text
);
create unique index sync_run_one_for_each_scope
    on sync_run (coalesce(organization_id, ''), coalesce(directory_id, ''), coalesce(directory_user_id, ''))
    where status in ('PENDING', 'RUNNING');

-- How far a run is with one directory.
create table sync_run_directory (
    run_id          bigint      not null references sync_run (id) on delete cascade,
    organization_id text        not null,
    directory_id    text        not null,
    mode            text        not null check (mode in ('FULL', 'INCREMENTAL')),
    phase           text        not null check (phase in ('GROUPS', 'USERS', 'COMPARING', 'APPLYING', 'DONE')),
    -- Where the listing goes on.
    page_token      text,
    updated_after   timestamptz,
    -- Whoever is not on any page was gone at this instant.
    listed_from     timestamptz,
    users_seen      bigint      not null default 0,
    users_total     bigint,
    groups_total    bigint,
    stats           jsonb,
    role_assignments text,
    -- Why this is not the whole directory; null as long as nothing speaks against it.
    defect          text,
    created         bigint      not null default 0,
    updated         bigint      not null default 0,
    deactivated     bigint      not null default 0,
    reactivated     bigint      not null default 0,
    unchanged       bigint      not null default 0,
    primary key (run_id, directory_id)
);

create table staged_user (
    run_id       bigint      not null,
    directory_id text        not null,
    id           text        not null,
    active       boolean,
    email        text,
    name         text,
    given_name   text,
    family_name  text,
    roles        text[],
    group_ids    text[],
    seen_at      timestamptz not null,
    primary key (run_id, id)
);

create table staged_group (
    run_id       bigint      not null,
    directory_id text        not null,
    id           text        not null,
    display_name text,
    seen_at      timestamptz not null,
    primary key (run_id, id)
);

-- What a run would change, changed or holds back.
create table sync_change (
    id              bigint generated always as identity primary key,
    run_id          bigint      not null references sync_run (id) on delete cascade,
    organization_id text        not null,
    directory_id    text,
    kind            text        not null,
    subject_id      text        not null,
    email           text,
    changes         jsonb       not null,
    seen_at         timestamptz not null,
    status          text        not null check (status in
        ('PLANNED', 'APPLIED', 'STALE', 'REFUSED', 'HELD', 'REJECTED', 'EXPIRED'))
);
create index sync_change_by_run on sync_change (run_id, id);
create index sync_change_planned on sync_change (run_id, directory_id, subject_id) where status in ('PLANNED', 'HELD');

-- What the last run that saw all of a directory left behind.
create table directory_baseline (
    directory_id     text primary key,
    organization_id  text        not null,
    listed_from      timestamptz not null,
    stats            jsonb,
    role_assignments text,
    full_run_at      timestamptz not null
);

-- When the newest observation that spoke of a field of a directory user was made.
create function field_observed_at(older_fields jsonb, field text, observed_at timestamptz) returns timestamptz
    language sql stable parallel safe
    return coalesce(split_part(older_fields ->> field, ' ', 1)::timestamptz, observed_at);
