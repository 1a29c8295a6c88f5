-- The application's own id of a user: one user of an organization has it, not counting those who were merged into others.
alter table app_user add column external_id text;
create unique index app_user_by_external_id on app_user (external_id, organization_id)
    where external_id is not null and merged_into is null;
