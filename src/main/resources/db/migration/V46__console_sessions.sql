-- Who is signed in to the console, on whichever node: the tables of Spring Session (JdbcIndexedSessionRepository). Instants are milliseconds since 1970.
create table console_session (
    primary_id            text    primary key,
    -- The SHA-256 of what the browser's cookie says, which is not kept: nobody gets in with what stands here or in a back-up.
    session_id            text    not null unique,
    creation_time         bigint  not null,
    last_access_time      bigint  not null,
    max_inactive_interval integer not null,
    expiry_time           bigint  not null,
    principal_name        text
);

create index console_session_by_expiry on console_session (expiry_time);

create table console_session_attributes (
    session_primary_id text  not null references console_session on delete cascade,
    attribute_name     text  not null,
    attribute_bytes    bytea not null, -- a text in UTF-8
    primary key (session_primary_id, attribute_name)
);
