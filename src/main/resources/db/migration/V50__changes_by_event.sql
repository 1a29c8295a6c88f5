-- What an event changed, and for whom.
create index if not exists account_change_by_event on account_change (cast(cause ->> 'inboxId' as bigint), id)
 where cause ->> 'inboxId' is not null;
