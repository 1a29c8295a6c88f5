-- What a directory says of a user beyond name and address, as one object in its canonical form (keys in order), and the version of the
-- statement that said it. Null: nothing was said. Each statement is a transaction of its own: nodes of the version before lock these
-- tables, one after the other.
alter table directory_user
    add column if not exists attributes text,
    add column if not exists attributes_said text collate "C",
    add column if not exists username text,
    add column if not exists username_said text collate "C";
-- The attributes of whoever speaks for the account, its user name among them.
alter table app_user add column if not exists attributes text not null default '{}';
create index if not exists app_user_by_attribute on app_user
    using gin ((cast(attributes as jsonb)) jsonb_path_ops) where attributes <> '{}';
alter table staged_user add column if not exists username text;
