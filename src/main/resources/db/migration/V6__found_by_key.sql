-- An account whose roles change gets another updated_at: with room on its page, no index has to be written.
alter table app_user set (fillfactor = 80);

-- The exceptions that the views look for, of which there are few: found without reading the rule.
create index app_user_protected on app_user (id) where protected;
create index organization_deleted on organization (id) where deleted;
create index directory_suspended on directory (organization_id) where suspended;

-- What a run has found of one directory, and of one of its users.
create index staged_user_by_directory on staged_user (run_id, directory_id, id);
create index sync_change_by_subject on sync_change (run_id, directory_id, subject_id);
drop index sync_change_planned;
