-- Directories, and single users of them, of which a run could not tell everything, and when to look again.
create table directory_look (
    directory_id      text        not null,
    -- Empty: all of the directory.
    directory_user_id text        not null default '',
    organization_id   text        not null,
    -- Somebody of whom it was too early to tell may be in any of the organization's directories: all are looked at.
    everywhere        boolean     not null,
    -- How many runs in a row could not tell.
    looks             integer     not null,
    due_at            timestamptz not null,
    primary key (directory_id, directory_user_id)
);
create index directory_look_due on directory_look (due_at);
