-- The trace of the request that brought the event, if it is traced: the worker that applies it goes on with it.
alter table webhook_event add column traceparent text;
