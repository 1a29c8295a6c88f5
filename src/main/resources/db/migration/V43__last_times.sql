-- When something last happened on any node, for people who look whether it ever did: a few rows, written now and then.
create table if not exists last_time (
    what   text        primary key,
    at     timestamptz not null,
    detail text
);
