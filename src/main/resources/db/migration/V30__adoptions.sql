-- The users that the application had before, as it lists them to have them taken over.

create table adoption (
    id                 bigint generated always as identity primary key,
    status             text        not null check (status in ('RECEIVING', 'PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    dry_run            boolean     not null,
    requested_by       text        not null,
    -- Grows whenever a node begins or takes over: a node that was thought dead cannot write any more.
    epoch              integer     not null default 0,
    -- How many lines were read, and what became of how many of them.
    lines              bigint      not null default 0,
    matched            bigint      not null default 0,
    ambiguous          bigint      not null default 0,
    orphans            bigint      not null default 0,
    invalid            bigint      not null default 0,
    -- How many users no line is about.
    not_in_application bigint      not null default 0,
    created_at         timestamptz not null,
    -- When the last lines came in.
    heard_at           timestamptz not null,
    started_at         timestamptz,
    finished_at        timestamptz,
    error              text
);
create index adoption_under_way on adoption (id) where status in ('RECEIVING', 'PENDING', 'RUNNING');

-- No foreign key: they are deleted in steps.
create table adoption_line (
    adoption_id              bigint not null,
    -- In the order of the list; then the users that are not on it.
    id                       bigint not null,
    -- Null: it is about somebody who is not on the list.
    line                     bigint,
    -- Empty: no organization is known by what the line says.
    organization_id          text collate "C" not null default '',
    organization_external_id text,
    email                    text,
    email_key                text collate "C",
    external_id              text,
    roles                    text[] not null default '{}',
    -- Null: not looked at.
    result                   text check (result in ('MATCHED', 'AMBIGUOUS', 'ORPHAN', 'INVALID', 'NOT_IN_APPLICATION')),
    account_id               uuid,
    -- Of an adoption of what somebody has looked at: whom it was about then, zeros if nobody.
    expected                 uuid,
    reason                   text,
    primary key (adoption_id, id)
);
create index adoption_line_by_organization on adoption_line (adoption_id, organization_id, id);
create index adoption_line_by_result on adoption_line (adoption_id, result, id);
create index adoption_line_by_external_id on adoption_line (adoption_id, organization_id, external_id, id)
    where external_id is not null and line is not null;
create index adoption_line_by_account on adoption_line (account_id, adoption_id) where account_id is not null;
create index adoption_line_by_address on adoption_line (email_key, organization_id, adoption_id) where email_key is not null;
