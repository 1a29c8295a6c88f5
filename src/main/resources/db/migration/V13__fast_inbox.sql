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
