-- The application's own id of a customer, and what else the application noted at Scalekit; each with the version that said it. Each
-- statement is a transaction of its own: nobody waits for the organizations while those of all users are collected.
alter table organization
    add column if not exists external_id text,
    add column if not exists external_id_said text collate "C",
    add column if not exists metadata text not null default '{}',
    add column if not exists metadata_said text collate "C";
create index if not exists organization_by_external_id on organization (external_id) where external_id is not null;
-- Of whom only users or directories have told, nothing has been said.
insert into organization (id, observed_at, observed_event)
select organization_id, 'epoch', ''
  from (select organization_id from app_user where organization_id <> ''
         union
        select organization_id from directory) as known
on conflict do nothing;
