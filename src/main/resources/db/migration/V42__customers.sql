-- How a directory is read, with the version that said it. Each statement is a transaction of its own: nobody waits for directories.
alter table directory
    add column if not exists type text,
    add column if not exists type_said text collate "C";

-- What Scalekit said last of a directory itself when a run asked for it, to be shown to people: nothing else depends on it.
create table if not exists directory_report (
    directory_id       text        primary key,
    -- By Scalekit's clock: of two answers the later one counts. And by ours.
    fetched_at         timestamptz not null,
    noted_at           timestamptz not null,
    users              bigint,
    groups             bigint,
    synced_at          timestamptz,
    groups_tracked     text,
    attribute_mappings text        not null,
    -- What the customer's directory signs in with: ends of tokens, and when they expire and were used. Never a token.
    tokens             text        not null,
    -- The newest event that was kept then: events are not kept for ever.
    last_event_at      timestamptz,
    -- When something last came from the customer's directory, and on which days up to then: a bit for each, the lowest for that day.
    life_at            timestamptz,
    life_days          bigint      not null default 0
);
