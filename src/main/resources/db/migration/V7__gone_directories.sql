-- A directory that is not there any more: everybody in it is missing, and a person decides whether that is true.
alter table sync_run_directory add column gone boolean not null default false;
