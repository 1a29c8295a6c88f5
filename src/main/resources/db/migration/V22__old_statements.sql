-- Whether an address is known to be in its normal form: the version before this one wrote it in a form of its own.
alter table directory_user_address add column normal boolean not null default false;
create index directory_user_address_not_normal on directory_user_address (directory_user_id, taken_at, taken_event)
    where not normal and address ~ '[^!-~]';
create index directory_user_without_choice on directory_user (id) where linked_by is null;

-- The version of the statement that named an organization, or said whose a directory is. Null: before this was written down.
alter table organization add column named text collate "C";
alter table directory add column named text collate "C";
