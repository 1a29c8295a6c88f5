-- What the first statement of every transaction of Rollcall's own calls that locks something. If its node freezes, or is cut
-- off, it ends by itself after 7 s. Who waits for a lock waits a little longer than that, and so gets it; and if that one has
-- frozen while it waited, all is over within 15 s. Each limit ends with the transaction: the next one of the same connection may
-- be anybody's, where there is a pooler.
create function limit_transaction() returns boolean language sql volatile as $$
    select set_config('idle_in_transaction_session_timeout', '7s', true) is not null
       and set_config('lock_timeout', '8s', true) is not null
       and set_config('tcp_user_timeout', '7s', true) is not null
$$;
