-- What the safeguard for webhooks holds back waits in a run of its own.
alter table sync_run drop constraint sync_run_trigger_check;
alter table sync_run add constraint sync_run_trigger_check
    check (trigger in ('SCHEDULED', 'ON_DEMAND', 'DIRECTORY_ENABLED', 'WEBHOOK'));
-- The event that told of a deactivation which the safeguard for webhooks holds back.
alter table sync_change add column event_id text collate "C";
