-- What somebody has been told of, or is to be: one row for each condition until it has been resolved for a day.
create table notice (
    id text primary key,
    -- Conditions of one kind are told together where there are many.
    kind text not null,
    -- What is said, without people, and where in the console one sees it.
    sentence text not null,
    path text not null,
    -- Null as long as nobody has been told.
    told_at timestamptz,
    -- Null as long as the condition is there.
    missing_since timestamptz,
    -- When somebody was told that it is resolved.
    resolved_at timestamptz,
    -- How often it came back: the oftener, the longer it has to be away before it counts as resolved.
    returns integer not null,
    -- Of the message that is to be sent now.
    attempts integer not null,
    next_attempt_at timestamptz not null
);
