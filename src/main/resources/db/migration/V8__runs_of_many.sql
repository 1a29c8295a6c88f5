-- How many changes of a directory wait for approval: whoever watches a run does not have them counted with every look.
alter table sync_run_directory add column held bigint not null default 0;
update sync_run_directory d
   set held = (select count(*) from sync_change c
                where c.run_id = d.run_id and c.directory_id = d.directory_id and c.status = 'HELD');

-- Every change is written once and marked once: with room on its page, the mark writes no index. The run that it belongs
-- to is not looked up for each of them; the retention of runs deletes both.
alter table sync_change set (fillfactor = 50);
alter table sync_change drop constraint sync_change_run_id_fkey;
alter table sync_change drop constraint sync_change_pkey;
drop index sync_change_by_run;
alter table sync_change add primary key (run_id, id);

-- What is counted of these tables speaks of earlier runs: a run that has just begun would seem to have hardly any rows,
-- and any index that begins with it would do. Without statistics, those that lead to few rows of a run are taken.
alter table staged_user alter column run_id set statistics 0;
alter table sync_change alter column run_id set statistics 0;
