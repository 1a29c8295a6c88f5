-- How far the application has confirmed the feed, and who delivers it.
create table push_state (
    one boolean primary key default true check (one),
    confirmed bigint not null default 0,
    confirmed_at timestamptz,
    -- The farthest place that was ever confirmed: from there on deliveries are the first ones.
    confirmed_most bigint not null default 0,
    -- Grows whenever a node begins to deliver: whoever delivered before cannot write any more.
    epoch bigint not null default 0,
    -- Grows whenever somebody sets the place: what was on its way then does not count.
    replays bigint not null default 0,
    failing_since timestamptz,
    last_error text
);
insert into push_state default values;

-- What was confirmed when, for the first time. The ranges do not overlap; a change that is in none was not confirmed.
create table push_confirmation (
    last_position bigint primary key,
    first_position bigint not null,
    confirmed_at timestamptz not null
);

-- Changes that the application did not take although it took others.
create table push_undelivered (
    position bigint primary key,
    account_id uuid not null,
    kind text not null,
    since timestamptz not null,
    attempts integer not null,
    next_attempt_at timestamptz not null,
    error text not null
);
create index push_undelivered_by_account on push_undelivered (account_id, position);
create index push_undelivered_due on push_undelivered (next_attempt_at);
