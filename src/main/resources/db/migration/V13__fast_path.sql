-- An acknowledgement writes the two keys and the queue. What people search by is written when the event is finished.
drop index webhook_event_oldest_pending;
drop index webhook_event_by_time;
drop index webhook_event_by_status;
drop index webhook_event_by_type;
drop index webhook_event_by_organization;
drop index webhook_event_by_subject;
drop index webhook_event_finished;
create index webhook_event_by_time on webhook_event (received_at) where status <> 'PENDING';
create index webhook_event_by_status on webhook_event (status, id) where status not in ('PENDING', 'PROCESSED');
create index webhook_event_by_type on webhook_event (type, id) where status <> 'PENDING';
create index webhook_event_by_organization on webhook_event (organization_id, id) where status <> 'PENDING';
create index webhook_event_by_subject on webhook_event (subject_id) where status <> 'PENDING';

-- Organizations take turns.
drop index webhook_event_due;
create index webhook_event_due on webhook_event (coalesce(organization_id, '-'), next_attempt_at, id)
    where status = 'PENDING';

-- Accounts and directory users are never deleted, so what belongs to them need not be checked with every row.
alter table account_change drop constraint account_change_account_id_fkey;
alter table directory_user_address drop constraint directory_user_address_directory_user_id_fkey;

-- An entry of the history gets its position later.
alter table account_change drop constraint account_change_position;
create unique index account_change_position on account_change (position) where position is not null;

-- Who shared an address with whom is found by the first sighting; those of the same address again are told apart.
alter table directory_user_address add column again boolean not null default false;
drop index directory_user_address_by_address;
create index directory_user_address_by_address on directory_user_address (organization_id, address) where not again;
