-- Each statement is a transaction of its own: nobody who reads waits for the index.
-- The application's own id of a user: one user of an organization has it, not counting those who were merged into others.
alter table app_user add column if not exists external_id text;
create unique index if not exists app_user_by_external_id on app_user (external_id, organization_id)
    where external_id is not null and merged_into is null;
