-- Who did what, over the API and in the console. An entry is written before the action and gets the answer's status after
-- it: one without a status was cut off.
create table audit_entry (
    id          bigint generated always as identity primary key,
    occurred_at timestamptz not null,
    actor       text        not null,
    method      text        not null,
    path        text        not null,
    details     jsonb       not null default '{}',
    status      integer
);
create index audit_entry_by_actor on audit_entry (actor, id);
create index audit_entry_by_time on audit_entry (occurred_at);

-- What people look for in the console.
create index webhook_event_by_time on webhook_event (received_at);
create index sync_run_directory_by_directory on sync_run_directory (directory_id, run_id);
create index sync_run_awaiting_approval on sync_run (id) where status = 'AWAITING_APPROVAL';

-- The words that a person is found by, in whichever part of the address or the name they are.
create function words(email text, name text, given_name text, family_name text) returns tsvector
    language sql immutable parallel safe
    return to_tsvector('simple', regexp_replace(
        coalesce(email, '') || ' ' || coalesce(name, '') || ' ' || coalesce(given_name, '') || ' ' || coalesce(family_name, ''),
        '[^[:alnum:]]+', ' ', 'g'));
create index app_user_by_words on app_user using gin (words(email, name, given_name, family_name));
