-- The inbox is the queue. A row is an acknowledged webhook: it is never deleted before it is finished.
create table webhook_event (
    id              bigint generated always as identity primary key,
    webhook_id      text        not null,
    payload         bytea       not null,
    received_at     timestamptz not null,
    -- What could be read of the payload, to search by; null where nothing could.
    event_id        text,
    type            text,
    organization_id text,
    subject_id      text,
    occurred_at     timestamptz,
    status          text        not null default 'PENDING'
        check (status in ('PENDING', 'PROCESSED', 'IGNORED', 'STALE', 'DEAD')),
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null,
    processed_at    timestamptz,
    reason          text,
    constraint webhook_event_idempotency_key unique (webhook_id)
);

create index webhook_event_due on webhook_event (next_attempt_at, id) where status = 'PENDING';
create index webhook_event_oldest_pending on webhook_event (received_at) where status = 'PENDING';
create index webhook_event_finished on webhook_event (processed_at) where status in ('PROCESSED', 'IGNORED', 'STALE');
create index webhook_event_by_status on webhook_event (status, id);
create index webhook_event_by_type on webhook_event (type, id);
create index webhook_event_by_organization on webhook_event (organization_id, id);
