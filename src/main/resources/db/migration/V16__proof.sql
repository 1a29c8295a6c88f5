-- Runs conclude only what they prove.

-- What a directory's pages said, to tell whether they were all of it.
alter table sync_run_directory
    -- How many users and groups were on the pages, each as often as it came, and how many different groups.
    add column users_listed bigint not null default 0,
    add column groups_listed bigint not null default 0,
    add column groups_seen bigint not null default 0,
    -- The least and the greatest total that a page said.
    add column users_least bigint,
    add column users_most bigint,
    add column groups_least bigint,
    add column groups_most bigint,
    -- All pages of users were read: after a restart they are not read again.
    add column listed boolean not null default false,
    -- How many users the directory had at the end, and between which instants that was.
    add column end_total bigint,
    add column end_from timestamptz,
    add column end_until timestamptz,
    -- Whoever was on no page is not there.
    add column users_whole boolean not null default false,
    add column groups_whole boolean not null default false,
    -- Nothing but that it changed while it was listed keeps this from being the whole directory.
    add column moved boolean not null default false,
    -- Of how many who were on no page something newer than the listing is known.
    add column undecided bigint not null default 0,
    -- The directories of its organization, as Scalekit listed them. Null: it did not.
    add column siblings text[];
create index sync_run_directory_gone on sync_run_directory (directory_id) where gone;

alter table sync_change drop constraint sync_change_status_check;
alter table sync_change add constraint sync_change_status_check check (status in
    ('PLANNED', 'APPLIED', 'STALE', 'REFUSED', 'HELD', 'REJECTED', 'EXPIRED', 'UNDECIDED'));

-- Who is known in a directory and was on no page of a run. Where the directory moved meanwhile, this waits for its next
-- listing: whom that lacks, too, is gone.
create table absent_user (
    run_id       bigint      not null,
    directory_id text        not null,
    id           text        not null,
    -- When the newest statement was made about whether the user is active.
    said_at      timestamptz not null,
    -- Since when it was looked for.
    listed_from  timestamptz not null,
    primary key (directory_id, run_id, id)
);
create index absent_user_by_run on absent_user (run_id);

-- Since when a directory has been disabled. It is kept here, so that the version before keeps it, too.
alter table directory add column disabled_at timestamptz;
update directory set disabled_at = observed_at where not enabled;
create function note_disabled() returns trigger language plpgsql as $$
begin
    new.disabled_at := case when new.enabled then null
                            when tg_op = 'UPDATE' and not old.enabled then coalesce(old.disabled_at, new.observed_at)
                            else new.observed_at end;
    return new;
end $$;
create trigger directory_note_disabled before insert or update on directory for each row
    execute function note_disabled();
