-- A change of what more accounts depend on than one transaction settles and records: an organization that is deleted, a
-- directory that is suspended, a group of everybody, a role mapping. It holds at once; what it makes of each account is
-- written down in many transactions. The row is gone when all of them are through.
create table wide_change (
    id              bigint generated always as identity primary key,
    -- Null: all of them.
    organization_id text,
    -- The members of the groups that a role mapping would mean with these; null: everybody.
    match           text check (match in ('ID', 'NAME', 'PATTERN')),
    value           text,
    -- Whether it may change who is active.
    settles         boolean     not null,
    cause           jsonb       not null,
    occurred_at     timestamptz not null,
    -- The last account that is in the list of those that it concerns, and whether the list has all of them.
    listed_to       uuid,
    listed          boolean     not null default false
);

-- Accounts that are still to be settled and recorded, each under the latest change that concerns it.
create table concerned_account (
    account_id      uuid    primary key,
    organization_id text    not null,
    change_id       bigint  not null,
    settles         boolean not null
);
create index concerned_account_by_change on concerned_account (change_id, organization_id, account_id);
