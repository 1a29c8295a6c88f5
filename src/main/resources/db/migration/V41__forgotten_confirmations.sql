-- The last place of which it is forgotten when it was confirmed, see PushTable.
alter table push_state add column forgotten bigint not null default 0;
